public import ImageData
import ImageFormats
import ImageShapes
import Pictures
public import Tensors
public import Training

/// The pictures of the report of an evaluation.
public struct EvaluationFigures {
  private let run: TrainedRun
  private let images: ImageSubset
  private let executor: any TensorExecutor

  /// Images above their reconstructions.
  private static let firstImages = 20
  /// Images that class means are of, at most.
  private static let meanImages = 10_000

  /// Draws `run` and the `images` that were evaluated.
  public init(_ run: TrainedRun, _ images: ImageSubset, _ executor: any TensorExecutor) {
    (self.run, self.images, self.executor) = (run, images, executor)
  }

  /// The first images above their reconstructions, the best and the worst ones, and the class means; none for images of other
  /// than 1 or 3 channels.
  ///
  /// - Throws: `RunError` when there is no checkpoint that can be read; why an image cannot be read.
  public func all(of evaluation: RunEvaluation) throws -> [EvaluationReport.Figure] {
    guard Picture.Colour(rawValue: images.images.shape.channels) != nil else { return [] }
    var figures = [try first()]
    if let ranking = evaluation.measured.ranking {
      figures.append(try ranked("best", "smallest", ranking.best, of: ranking.images))
      figures.append(try ranked("worst", "largest", ranking.worst, of: ranking.images))
    }
    if !evaluation.measured.classes.isEmpty, let means = try means() { figures.append(means) }
    return figures
  }

  private func first() throws -> EvaluationReport.Figure {
    let first = try images.readable(Self.firstImages)
    return EvaluationReport.Figure(
      name: "reconstructions",
      caption: "The first \(first.count) of \(images.count) images above their reconstructions.",
      picture: try run.reconstructed(first, executor: executor).picture())
  }

  private func ranked(
    _ name: String, _ size: String, _ places: [ReconstructionRanking.Place], of count: Int
  ) throws -> EvaluationReport.Figure {
    let chosen = images.selecting(places.map(\.image))
    let captions = places.contains { $0.label != nil } ? "number, class and mse01" : "number and mse01"
    return EvaluationReport.Figure(
      name: name,
      caption: "The \(places.count) of \(count) images with the \(size) mse01 above their reconstructions, with "
        + "\(captions).",
      picture: try run.reconstructed(chosen, executor: executor)
        .picture(captionedBy: places, classNames: classNames))
  }

  private func means() throws -> EvaluationReport.Figure? {
    let taken = images.prefix(Self.meanImages)
    let means = try run.classMeans(of: taken, executor: executor)
    guard !means.classes.isEmpty else { return nil }
    let few = taken.count < images.count ? " of the first \(taken.count) of \(images.count) images" : ""
    let left = means.leftOut > 0 ? " \(means.leftOut) more classes are left out." : ""
    return EvaluationReport.Figure(
      name: "class-means",
      caption: "Of each class\(few), from the top: \(means.kinds); mse01 of the first two.\(left)",
      picture: try means.picture(shape: images.images.shape, classNames: classNames))
  }

  private var classNames: [String] {
    images.images.classNames.isEmpty ? run.classNames : images.images.classNames
  }
}
