public import Autoencoders
public import ImageData
public import ImageShapes
public import NeuralNetworks

/// How a model is trained, but for the optimiser.
public struct TrainingSettings: Hashable, Sendable {
  /// Images of a batch.
  public var batchSize = 128
  /// Passes over the training images, in each stage of the training.
  public var epochs = 20
  /// Batches whose gradients make up one step.
  public var accumulation = 1
  /// How the learning rate changes over a stage of the training.
  public var schedule = LearningRateSchedule.fixed
  /// The factor of half the sum of the squared weights that is added to the loss.
  public var l2Penalty = 0.0
  /// Penalties on parameters besides; added to what is differentiated, not to the loss that is reported.
  public var penalties: [ParameterPenalty] = []
  /// What is done to the images that the network sees while it is trained; the target stays clean, and so does evaluation.
  public var corruption = Corruption.none
  /// The greatest length of a step's gradient, to which a longer one is shortened; nil for any length.
  public var clipNorm: Double?
  /// The greatest size of each element of the gradient; nil for any size.
  public var clamp: Double?
  /// How much of the running average of the parameters is kept at each step, which is then what is evaluated; nil for none.
  public var averaging: Double?
  /// Validations without an improvement after which a stage ends; nil to go on to the last epoch.
  public var patience: Int?
  /// Epochs, or a fraction of one, between validations; 0 to validate at the end alone.
  public var validationInterval = 1.0
  /// Epochs, or a fraction of one, between checkpoints; 0 to save at the end alone.
  public var snapshotInterval = 1.0
  /// Whether each epoch has an order of its own.
  public var isShuffled = true
  /// Passes over one piece of the images before the next piece; nil to pass over all of them.
  public var chunks: ChunkedOrder?
  /// Beginnings of the names of the parameters that are trained; empty for all.
  public var trainable: [String] = []
  public var seed: UInt64 = 0
  public var scaling: PixelScaling
  /// What is done to scaled pixels before the network sees them.
  public var normalization = ImageNormalization.none

  /// ``penalties``, with ``l2Penalty`` as the first.
  var allPenalties: [ParameterPenalty] {
    get throws { try (l2Penalty == 0 ? [] : [ParameterPenalty(.l2, factor: l2Penalty)]) + penalties }
  }

  /// Where the numbers lie that the network sees.
  var range: ClosedRange<Float> { normalization.range(of: scaling.range) }

  public init(batchSize: Int = 128, epochs: Int = 20, l2Penalty: Double = 0, seed: UInt64 = 0, scaling: PixelScaling) {
    (self.batchSize, self.epochs, self.l2Penalty) = (batchSize, epochs, l2Penalty)
    (self.seed, self.scaling) = (seed, scaling)
  }
}
