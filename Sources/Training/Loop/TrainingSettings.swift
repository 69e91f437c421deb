public import Autoencoders
public import ImageData
public import ImageShapes
public import NeuralNetworks

/// The settings of a training, other than the optimiser.
public struct TrainingSettings: Hashable, Sendable {
  /// The images of a batch.
  public var batchSize = 128
  /// Passes over the training images, in each stage of the training.
  public var epochs = 20
  /// Batches whose gradients are averaged for one step.
  public var accumulation = 1
  /// How the learning rate changes over a stage of the training.
  public var schedule = LearningRateSchedule.fixed
  /// The factor of half the sum of the squared weights that is added to the loss.
  public var l2Penalty = 0.0
  /// Other penalties on parameters; added to the training objective, not to the reported loss.
  public var penalties: [ParameterPenalty] = []
  /// The corruption of training images that the network sees; targets and evaluation stay clean.
  public var corruption = Corruption.none
  /// The maximum norm of a step's gradient, to which a longer one is scaled; nil for no maximum.
  public var clipNorm: Double?
  /// The maximum absolute value of each element of the gradient; nil for no maximum.
  public var clamp: Double?
  /// The decay of the exponential moving average of the parameters that is evaluated; nil to evaluate the parameters.
  public var averaging: Double?
  /// Validations without improvement after which a stage ends; nil to train to the last epoch.
  public var patience: Int?
  /// Epochs, or a fraction of one, between validations; 0 to validate at the end alone.
  public var validationInterval = 1.0
  /// Epochs, or a fraction of one, between checkpoints; 0 to save at the end alone; nil to save after as many epochs as
  /// keep saving below 5% of the time.
  public var snapshotInterval: Double?
  /// The images of the film: those whose reconstructions are kept at each validation; 0 for no film.
  public var filmImages = 8
  /// Whether event files for TensorBoard are written.
  public var writesTensorBoard = true
  /// Whether the images are shuffled in each epoch.
  public var isShuffled = true
  /// The chunks of images that are trained on one after another; nil for all images at once.
  public var chunks: ChunkedOrder?
  /// The prefixes of the names of the parameters that are trained; empty for all.
  public var trainable: [String] = []
  /// The seed of initial values, shuffling and noise.
  public var seed: UInt64 = 0
  /// The pixel range.
  public var scaling: PixelScaling
  /// The normalization of scaled pixels.
  public var normalization = ImageNormalization.none

  /// ``penalties``, with ``l2Penalty`` as the first.
  var allPenalties: [ParameterPenalty] {
    get throws { try (l2Penalty == 0 ? [] : [ParameterPenalty(.l2, factor: l2Penalty)]) + penalties }
  }

  /// The range of the network's input.
  var range: ClosedRange<Float> { normalization.range(of: scaling.range) }

  /// Creates settings; all others have their defaults.
  ///
  /// - Parameters:
  ///   - batchSize: The images of a batch, at least 1.
  ///   - epochs: Passes over the training images, at least 1.
  ///   - l2Penalty: The factor of half the sum of the squared weights, at least 0.
  ///   - seed: The seed of initial values, shuffling and noise.
  ///   - scaling: The pixel range.
  public init(batchSize: Int = 128, epochs: Int = 20, l2Penalty: Double = 0, seed: UInt64 = 0, scaling: PixelScaling) {
    (self.batchSize, self.epochs, self.l2Penalty) = (batchSize, epochs, l2Penalty)
    (self.seed, self.scaling) = (seed, scaling)
  }
}
