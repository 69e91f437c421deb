import Autoencoders
import Hourglass
import ImageFormats
import Tensors
import Training

/// A model with parameters: fitted to an array, read from memory, or the run in a folder.
struct Fitted {
  let configuration: RunConfiguration
  let model: TracedModel
  /// What is evaluated.
  var parameters: any DeviceVector
  /// The numbers of black and white in arrays.
  let levels: NumberLevels
  /// The epochs of the training, oldest first.
  var epochs: [EpochReport]
  /// The run on disk; nil for none.
  var folder: RunDirectory?
}

extension RunConfiguration {
  /// Images as the model reads them: in negative where the run inverts images.
  func asRead(_ images: any ImageSource) -> any ImageSource { data.isInverted ? images.inverted() : images }

  /// The numbers of the model's black and white, where `levels` are those of black and white in pictures.
  func asRead(_ levels: NumberLevels) -> NumberLevels {
    data.isInverted ? NumberLevels(black: levels.white, white: levels.black) : levels
  }
}

/// Where passes over arrays have led to.
struct PartialTraining {
  let configuration: RunConfiguration
  let model: TracedModel
  let levels: NumberLevels
  var state: TrainingState
}

extension BorrowedImages {
  /// The numbers of black and white.
  var levels: NumberLevels {
    switch elements {
    case .bytes: NumberLevels(black: 0, white: 255)
    case .numbers(_, let levels): levels
    }
  }
}
