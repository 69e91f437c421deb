import Autoencoders
import Diagnostics
public import ImageData
import ImageFormats
import ImageShapes
import Statistics
public import Tensors
public import Training

/// What an image's anomaly is measured by; larger is more anomalous.
public enum AnomalyScore: String, CaseIterable, Codable, Hashable, Sendable {
  /// The mean squared error of the reconstruction, in pixels from 0 to 1.
  case reconstruction
  /// The Mahalanobis distance of the code from those of the normal training images.
  case mahalanobis
  /// The distance of the code to the nearest of those of the normal training images, after standardization.
  case neighbour
}

/// Scores images by how little they are like the normal training images of a run.
public struct AnomalyDetector {
  private let run: TrainedRun
  private let reconstructor: Reconstructor
  private let encoder: CodeEncoder
  private let parameters: any DeviceVector
  private let gaussian: Gaussian?
  /// The normal codes after standardization; nil where they are not held.
  private let standardized: (standardization: Standardization, nearest: NearestNeighbours)?
  /// The scores that can be computed: a code of more dimensions than ``CodeSampler/maxSize`` has no Mahalanobis distance,
  /// and codes that are not held allow ``AnomalyScore/reconstruction`` alone.
  public let scores: [AnomalyScore]

  /// Learns the codes of normal images.
  ///
  /// - Parameters:
  ///   - run: The run whose model measures.
  ///   - normal: Normal training images, at least two.
  ///   - maxCodeBytes: The maximum size of the codes of all normal images in bytes; larger ones are not held.
  ///   - executor: Runs the model.
  ///   - onProgress: Called with the number of normal images done; an error that it throws ends the work.
  /// - Throws: `RunError` for images that the model cannot take; `StatisticsError` for too few images; what `onProgress`
  ///   throws.
  public init(
    _ run: TrainedRun, normal: ImageSubset, maxCodeBytes: Int = .max, executor: any TensorExecutor,
    onProgress: (_ done: Int) throws -> Void = { _ in }
  ) throws {
    self.run = run
    let scaling = run.configuration.training.scaling
    reconstructor = try Reconstructor(run.model, scaling: scaling, executor: executor)
    let encoder = try CodeEncoder(run.model, scaling: scaling, executor: executor)
    self.encoder = encoder
    parameters = try run.parameters(on: executor)
    let codeBytes = normal.count.multipliedReportingOverflow(by: encoder.size * MemoryLayout<Float>.size)
    guard !codeBytes.overflow, codeBytes.partialValue <= maxCodeBytes else {
      (gaussian, standardized, scores) = (nil, nil, [.reconstruction])
      return
    }
    var codes: [Float] = []
    codes.reserveCapacity(normal.count * encoder.size)
    try encoder.encode(normal, parameters: parameters) { batch in
      codes += batch.codes
      try onProgress(codes.count / encoder.size)
    }
    let standardization = Standardization(of: codes, size: encoder.size)
    standardized = (
      standardization,
      try NearestNeighbours(samples: standardization.standardized(codes), size: encoder.size)
    )
    gaussian =
      encoder.size <= CodeSampler.maxSize ? try Gaussian(of: codes, size: encoder.size, regularization: 1e-4) : nil
    let hasGaussian = gaussian != nil
    scores = AnomalyScore.allCases.filter { $0 != .mahalanobis || hasGaussian }
  }

  /// The scores of `images`, by kind, each in the order of the images, without images that cannot be read and are skipped.
  ///
  /// - Throws: `RunError` for images that the model cannot take; why an image cannot be read.
  public func measure(_ images: ImageSubset) throws -> [AnomalyScore: [Float]] { try labelledScores(of: images).scores }

  /// The scores, with the class of each image; without classes, no labels.
  func labelledScores(of images: ImageSubset) throws -> (scores: [AnomalyScore: [Float]], labels: [Int32]) {
    var scores: [AnomalyScore: [Float]] = [:]
    var labels: [Int32] = []
    try measure(images) { piece in
      labels += piece.labels ?? []
      for (score, values) in piece.scores { scores[score, default: []] += values }
    }
    return (scores, labels)
  }

  /// The scores of some images.
  public struct Piece: Sendable {
    /// The number of each image among those that are measured, from 0.
    public let images: [Int]
    /// The class of each image, if known.
    public let labels: [Int32]?
    /// The scores of the images, by kind.
    public let scores: [AnomalyScore: [Float]]
  }

  /// Calls `body` with the scores of `images`, some at a time in their order, in memory that does not grow with their number.
  ///
  /// Images that cannot be read and are skipped are left out.
  ///
  /// - Throws: `RunError` for images that the model cannot take; why an image cannot be read; what `body` throws, which ends
  ///   the work.
  public func measure(_ images: ImageSubset, _ body: (Piece) throws -> Void) throws {
    let length = min(max(1, Self.maxPixels / run.model.image.elements), 1024)
    for first in stride(from: 0, to: images.count, by: length) {
      let piece = images.selecting(first..<min(first + length, images.count))
      var positions = ImagePositions(in: piece)
      var (codes, numbers, labels): ([Float], [Int], [Int32]) = ([], [], [])
      try encoder.encode(piece, parameters: parameters) { batch in
        if standardized != nil { codes += batch.codes }
        numbers += batch.images.map { first + positions.position(of: $0) }
        labels += batch.labels ?? []
      }
      guard !numbers.isEmpty else { continue }
      try body(
        Piece(
          images: numbers, labels: images.images.labels == nil ? nil : labels, scores: try scores(of: piece, codes)))
    }
  }

  private static let maxPixels = 8 << 20

  /// The scores of images that are held in memory.
  private func scores(of images: ImageSubset, _ codes: [Float]) throws -> [AnomalyScore: [Float]] {
    let shape = run.model.image
    let errors = ImageSimilarity(channels: shape.channels, height: shape.height, width: shape.width)
      .meanSquaredErrors(
        try ScaledImages(images, scaling: .unit).pixels(),
        try reconstructor.reconstruct(images, parameters: parameters))
    var found: [AnomalyScore: [Float]] = [:]
    found[.reconstruction] = errors.map { Float($0) }
    found[.mahalanobis] = try gaussian?.mahalanobisDistances(of: codes).map { Float($0) }
    found[.neighbour] = try standardized.map { standardization, nearest in
      try nearest.neighbours(of: standardization.standardized(codes), k: 1).distances
    }
    return found
  }
}

/// How well scores tell anomalous test images from normal ones.
public struct AnomalyResult: Codable, Hashable, Sendable {
  /// The score.
  public var score: AnomalyScore
  /// The area under the ROC curve, 0.5 for chance.
  public var auroc: Double
  /// The average precision, with anomalous images as positives.
  public var averagePrecision: Double
  /// The false-positive rate that the threshold was chosen for.
  public var falsePositiveRate: Double
  /// The threshold: an image with a score of at least this is called anomalous; nil where none has so low a rate.
  public var threshold: Double?
  /// The share of anomalous images that are called so at the threshold.
  public var detectionRate: Double
  /// The scores of normal and of anomalous test images, counted in 40 bins of equal width from `minimum` to `maximum`.
  public var normalHistogram, anomalousHistogram: [Int]
  /// The smallest and the largest score, the ends of the histograms.
  public var minimum, maximum: Float

  /// Compares the scores of normal and anomalous images.
  ///
  /// - Throws: `StatisticsError` where one of them has no images.
  public init(_ score: AnomalyScore, normal: [Float], anomalous: [Float], falsePositiveRate: Double) throws {
    let ranking = try Ranking(
      scores: normal + anomalous,
      isPositive: normal.map { _ in false } + anomalous.map { _ in true })
    let point = ranking.point(falsePositiveRate: falsePositiveRate)
    let range = (normal + anomalous).reduce(normal[0]...normal[0]) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    self.score = score
    (auroc, averagePrecision) = (ranking.areaUnderROC, ranking.averagePrecision)
    (self.falsePositiveRate, threshold) = (falsePositiveRate, point.threshold.isFinite ? point.threshold : nil)
    detectionRate = Double(point.truePositives) / Double(anomalous.count)
    normalHistogram = Histogram(of: normal, bins: 40, range: range).counts
    anomalousHistogram = Histogram(of: anomalous, bins: 40, range: range).counts
    (minimum, maximum) = (range.lowerBound, range.upperBound)
  }
}
