import Autoencoders
import Diagnostics
import ImageData
import ImageFormats
import ImageShapes
public import Pictures
import Statistics
public import Tensors
public import Training

/// The scores of a picture.
public struct PictureScore: Codable, Hashable, Sendable {
  /// The name of the picture.
  public var picture: String
  /// Each score by the name of its kind; larger is more anomalous.
  public var scores: [String: Double]
  /// The kind of score that decides, and the threshold that an anomalous picture exceeds.
  public var decidedBy: AnomalyScore
  public var threshold: Double
  /// Whether the picture is called anomalous.
  public var isAnomalous: Bool
}

/// Scores pictures by how little they are like the normal images of a run.
public struct PictureScorer {
  private let run: Run
  private let detector: AnomalyDetector
  private let reconstructor: Reconstructor
  private let parameters: any DeviceVector
  private let normalScores: [AnomalyScore: [Float]]
  /// The number of normal images that thresholds come from: validation images, or training images where there are none.
  public let normalCount: Int
  /// The kinds of scores that can be computed.
  public var kinds: [AnomalyScore] { detector.scores }

  /// Learns the codes of the normal training images, and the scores of the normal validation images.
  ///
  /// - Parameters:
  ///   - run: The run whose model measures.
  ///   - normal: The normal classes, by number or name; all images where it is empty.
  ///   - executor: Runs the model.
  /// - Throws: `DatasetError` for a class that no image has; `RunError` for images that the model cannot take;
  ///   `StatisticsError`.
  public init(_ run: Run, normal: [String], executor: any TensorExecutor) throws {
    var (training, validation) = (run.dataset.training, run.dataset.validation)
    if !normal.isEmpty {
      let classes = try ClassSelection(normal).numbers(in: training)
      (training, validation) = (training.ofClasses(classes), validation.ofClasses(classes))
    }
    self.run = run
    detector = try AnomalyDetector(run.trained, normal: training, executor: executor)
    reconstructor = try Reconstructor(
      run.model, scaling: run.configuration.training.scaling, executor: executor)
    parameters = try run.trainedParameters(on: executor)
    let reference = validation.count > 0 ? validation : training
    normalCount = reference.count
    normalScores = try detector.measure(reference)
  }

  /// The scores of `pictures`, brought to the model's shape as the run's own images were.
  ///
  /// - Parameters:
  ///   - pictures: At least one picture, of any size.
  ///   - names: Their names.
  ///   - labels: The class of each, for a model of classes, by number or by a name that the run records.
  ///   - kind: The score that decides.
  ///   - falsePositiveRate: The share of normal images that may be called anomalous, 0 to 1.
  public func scores(
    of pictures: [Picture], names: [String], labels: [String]? = nil, by kind: AnomalyScore, falsePositiveRate: Double
  ) throws -> [PictureScore] {
    guard detector.scores.contains(kind) else {
      throw StatisticsError(
        code: .badValue,
        report: Report(
          "the code is too large for this score", place: kind.rawValue,
          expected: "at most \(CodeSampler.maxSize) dimensions", got: "more", cure: "use reconstruction or neighbour"))
    }
    let found = try detector.measure(run.trained.images(pictures, labels: labels))
    let threshold = Double(
      quantiles(of: normalScores[kind] ?? [], [1 - falsePositiveRate])[0])
    return names.indices.map { index in
      let scores = detector.scores.map { ($0.rawValue, Double((found[$0] ?? [])[index])) }
      let value = Double((found[kind] ?? [])[index])
      return PictureScore(
        picture: names[index], scores: Dictionary(uniqueKeysWithValues: scores), decidedBy: kind,
        threshold: threshold, isAnomalous: value > threshold)
    }
  }

  /// Each picture beside its reconstruction and the squared error of each pixel, from dark blue for none to yellow for
  /// the largest of the picture.
  ///
  /// - Throws: ``GridError`` for a model of other than 1 or 3 channels.
  public func errorMaps(of pictures: [Picture], labels: [String]? = nil) throws -> [Picture] {
    let images = try run.trained.images(pictures, labels: labels)
    let shape = run.model.image
    let shown = ReconstructedImages(
      originals: try ScaledImages(images, scaling: .unit).pixels(),
      reconstructions: try reconstructor.reconstruct(images, parameters: parameters), shape: shape)
    let columns = try shown.kinds().map(\.pictures) + [shown.errorMaps()]
    let layout = PictureGrid(magnification: PictureGrid.magnification(of: shape))
    return try pictures.indices.map { image in try layout.composed(rows: [columns.map { $0[image] }]) }
  }
}
