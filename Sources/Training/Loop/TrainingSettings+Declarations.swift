import ImageData
import ImageShapes
public import Settings

/// The settings of the section `training` of a run file.
extension TrainingSettings: Configurable {
  public static let settingsOwner = "the training"
  private static let counts = 1...Int(Int32.max)

  public static let settings: [Setting<Self>] = [
    .integer("batch_size", \.batchSize, in: counts, help: "Images of a batch.", group: "Epochs and batches"),
    .integer(
      "epochs", \.epochs, in: counts, help: "Passes over the training images, in each stage of training.",
      group: "Epochs and batches"),
    .integer(
      "accumulation", \.accumulation, in: counts, help: "Batches whose gradients are averaged for one step.",
      group: "Epochs and batches"),
    .number(
      "l2_penalty", \.l2Penalty, in: .notNegative, help: "The factor of half the sum of the squared weights.",
      group: "Penalties"),
    .number("clip_norm", \.clipNorm, in: .positive, help: "The maximum norm of a step's gradient.", group: "Gradients"),
    .number(
      "clamp", \.clamp, in: .positive, help: "The maximum absolute value of each element of the gradient.",
      group: "Gradients"),
    .number(
      "averaging", \.averaging, in: .between(0, 1),
      help: "Evaluate an exponential moving average of the parameters with this decay, such as 0.999.",
      group: "Gradients"),
    .integer(
      "patience", \.patience, in: counts, help: "Validations without improvement after which training stops.",
      group: "Validation and stopping"),
    .number(
      "validation_interval", \.validationInterval, in: .notNegative, unit: "epochs",
      help: "The time between validations, 0 to validate only at the end.", group: "Validation and stopping"),
    Setting.number(
      "snapshot_interval", \.snapshotInterval, in: .notNegative, unit: "epochs",
      help: "The time between checkpoints, 0 to save only at the end.", group: "Snapshots and records"
    ).defaulting(to: "1, or more where saving would take over 5% of the time"),
    .flag("shuffle", \.isShuffled, help: "Whether the images are shuffled in each epoch.", group: "Epochs and batches"),
    .integer(
      "chunk", \.chunkSize, in: counts,
      help: "The images of a chunk, which is trained on for several passes before the next; an epoch is one chunk.",
      group: "Epochs and batches"),
    .integer(
      "iterations", \.chunkIterations, in: counts, help: "Passes over each chunk.", group: "Epochs and batches",
      condition: "with --chunk"),
    .integer("seed", \.seed, help: "The seed of initial values, shuffling and noise.", group: "Epochs and batches"),
    Setting.integer(
      "film", \.filmImages, in: 0...64, unit: "images",
      help: "The images whose reconstructions are saved at each validation, 0 for none.", group: "Snapshots and records"
    ).shortcut("no-film", for: .integer(0)),
    Setting.flag(
      "tensorboard", \.writesTensorBoard,
      help: "Whether event files for TensorBoard are written into the run's folder.", group: "Snapshots and records"
    ).shortcut("no-tensorboard", for: .flag(false)),
  ]

  /// The defaults, with pixels from 0 to 1.
  public init() { self.init(scaling: .unit) }

  /// The images of a chunk; nil for none.
  private var chunkSize: Int? {
    get { chunks?.size }
    set { setChunks(\.size, newValue) }
  }

  /// The passes over a chunk; nil for no chunks.
  private var chunkIterations: Int? {
    get { chunks?.iterations }
    set { setChunks(\.iterations, newValue) }
  }

  private mutating func setChunks(_ property: WritableKeyPath<ChunkedOrder, Int>, _ value: Int?) {
    guard let value else {
      chunks = nil
      return
    }
    var order = chunks ?? ChunkedOrder(size: 1000, iterations: 1)
    order[keyPath: property] = value
    chunks = order
  }
}
