import Hourglass

/// A run that was made of its settings and images, but neither written nor trained.
struct CheckedRun: Sendable {
  /// The name below the folder of runs.
  var name: String
  /// What is allowed, but unlikely to be meant.
  var warnings: [String]
  var model: ModelSummary
  var images: ImagesSummary
  /// Steps of an epoch.
  var stepsPerEpoch: Int

  /// Makes and checks the run of `configuration`; blocks.
  ///
  /// - Throws: what would keep it from being trained.
  init(_ configuration: RunConfiguration, _ images: RunImages, _ paths: RunPaths) throws {
    let dataset = try images.images(of: configuration, environment: paths.environment)
    let run = try Run(configuration, dataset: dataset, runs: paths.runs)
    try run.check()
    name = run.name
    warnings = try run.warnings().map { PageWords.replacingFlags(in: $0.description) }
    model = try ModelSummary(run.model, of: configuration.model, scaling: configuration.training.scaling)
    self.images = ImagesSummary(dataset)
    let step = configuration.training.batchSize * configuration.training.accumulation
    stepsPerEpoch = (dataset.training.count + step - 1) / step
  }
}

/// The images of a run, as JSON.
struct ImagesSummary: Codable, Sendable {
  /// The title of the data set.
  var title: String
  /// `[channels, height, width]`.
  var shape: [Int]
  /// Training images.
  var training: Int
  /// Validation images.
  var validation: Int
  /// Test images; nil where there are none.
  var test: Int?
  /// Whether the training images have labels.
  var labels: Bool

  init(_ dataset: Dataset) {
    (title, shape) = (dataset.title, dataset.shape.dimensions)
    (training, validation, test) = (dataset.training.count, dataset.validation.count, dataset.test?.count)
    labels = dataset.training.labels != nil
  }
}
