import Diagnostics
import ImageData
import ImageFormats
import Statistics
public import Tensors
public import Training

extension Probe {
  /// How the classifier is trained, in one line.
  public var protocolText: String {
    switch self {
    case .logistic: "logistic regression, C = 1, on standardized codes"
    case .svm:
      "linear SVM, one against the rest, squared hinge, on codes divided by the root of their mean square norm; a held-out "
        + "sixth of the training images chooses C from 0.1 in steps of √10"
    case .neighbours: "vote of the \(Self.neighbourCount) nearest codes, Euclidean"
    case .fineTuned:
      "encoder and a linear layer trained together on five sixths of the training images, Adam, batches of "
        + "\(FineTuning.batchSize), at most \(FineTuning.maxEpochs) epochs; the other sixth chooses the learning rate from "
        + FineTuning.learningRates.map { "\($0)" }.joined(separator: ", ") + " and the epoch"
    }
  }

  static let neighbourCount = 5
}

/// The accuracy of a probe.
public struct ProbeResult: Codable, Hashable, Sendable, SeededResult {
  /// The run's name.
  public var run: String
  /// The seed of the run.
  public var seed: UInt64
  /// The classifier.
  public var probe: Probe
  /// How it was trained.
  public var protocolText: String
  /// The settings that held-out training images chose, such as `C = 1`; nil where there are none.
  public var chosen: String?
  /// The layer whose output was classified: `code`, or a layer's name.
  public var layer: String
  /// The dimension of what was classified.
  public var size: Int
  /// The images that it was trained and tested on.
  public var trainingImages, testImages: Int
  /// The share of test images that were classified correctly.
  public var accuracy: Double
  /// The same for each class, by number: recalls.
  public var recalls: [Double]

  /// The share of test images that were not classified correctly.
  public var error: Double { 1 - accuracy }
}

extension Run {
  /// Classifies the codes of the test images by classifiers of the codes of the training images.
  ///
  /// Without test images, the validation images are classified.
  ///
  /// - Parameters:
  ///   - probes: The classifiers.
  ///   - layer: The layer or function whose output is classified; nil for the code.
  ///   - trainingImages: The maximum number of training images, the first ones; nil for all.
  ///   - executor: Runs the encoder.
  /// - Throws: `RunError` where images have no classes; `LayerError`; `StatisticsError`.
  public func probed(
    by probes: [Probe], layer: String? = nil, trainingImages: Int? = nil, executor: any TensorExecutor
  ) throws -> [ProbeResult] {
    var training = try images(of: .train)
    if let trainingImages, trainingImages < training.count { training = training.prefix(trainingImages) }
    let test = try images(of: dataset.test == nil ? .validation : .test)
    guard training.labels != nil, test.labels != nil else {
      throw RunError(
        .labels,
        Report(
          "a probe needs the classes of images", place: "\(name) on \(dataset.name)", expected: "labels", got: "none",
          cure: "use a data set with classes, such as mnist, class folders, or npz with y"))
    }
    let scaling = configuration.training.scaling
    let encoder = try CodeEncoder(model, layer: layer, scaling: scaling, executor: executor)
    let parameters = try trainedParameters(on: executor)
    let seen = try encoder.labelledCodes(of: training, parameters: parameters)
    let unseen = try encoder.labelledCodes(of: test, parameters: parameters)
    return try probes.map { probe in
      let found: [Int32]
      var chosen: String?
      switch probe {
      case .logistic:
        let standardization = Standardization(of: seen.codes, size: encoder.size)
        found = try LogisticRegression(
          samples: standardization.standardized(seen.codes), size: encoder.size, labels: seen.labels, maxIterations: 300
        ).model.labels(of: standardization.standardized(unseen.codes))
      case .svm:
        let held = HeldOutImages(labels: seen.labels, seed: configuration.training.seed)
        let search = try LinearSVMSearch(
          samples: seen.codes, size: encoder.size, labels: seen.labels,
          heldOut: held.choosing.isEmpty ? held.training : held.choosing)
        chosen = "C = \(MetricText.significant(search.c))"
        found = search.machine.model.labels(of: unseen.codes)
      case .neighbours:
        found = try NearestNeighbours(samples: seen.codes, size: encoder.size)
          .labels(of: unseen.codes, labels: seen.labels, k: Probe.neighbourCount)
      case .fineTuned:
        let tuning = try FineTuning(self, training: training, executor: executor)
        chosen = "learning rate \(tuning.learningRate), epoch \(tuning.epoch)"
        found = try tuning.classes(of: test)
      }
      let confusion = ConfusionMatrix(labels: unseen.labels, predictions: found)
      return ProbeResult(
        run: name, seed: configuration.training.seed, probe: probe, protocolText: probe.protocolText,
        chosen: chosen, layer: probe == .fineTuned ? "code" : layer ?? "code", size: encoder.size,
        trainingImages: seen.labels.count,
        testImages: unseen.labels.count, accuracy: confusion.accuracy, recalls: confusion.recalls)
    }
  }
}
