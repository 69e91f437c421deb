import Autoencoders
import ImageShapes
public import Training

extension TrainedRun {
  /// The map of pixels in [0, 1] to the values that the run's model reads.
  public var pixelMap: PixelMap {
    PixelMap(configuration.training.scaling, isInverted: configuration.data.isInverted)
  }

  /// What an exported file of `part` says of the run.
  func exportedFacts(
    checkpoint: String?, _ part: ModelPart = .whole, input: ImageInput = .pixels
  ) throws -> [String: String] {
    let position = try position(of: checkpoint)
    var facts = [
      "model": configuration.modelName,
      "settings": configuration.model.settingTexts.map { "\($0.name)=\($0.text)" }.joined(separator: " "),
      "run": name,
      "epoch": "\(position.epoch)",
      "step": "\(position.step)",
      "pixels": "\(configuration.training.scaling)\(configuration.data.isInverted ? ", inverted" : "")",
      "hourglass_version": Run.version,
    ]
    if configuration.training.normalization != .none {
      facts["normalization"] = configuration.training.normalization.rawValue
    }
    if let note = try arrayNote(part, input: input) { facts["array"] = note }
    if !classNames.isEmpty { facts["classes"] = classNames.joined(separator: ", ") }
    return facts
  }
}
