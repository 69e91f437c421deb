import Diagnostics
public import ImageData
import ImageFormats
public import Tensors
public import Training

extension Run {
  /// How well each score tells images of other classes from images of the normal ones.
  ///
  /// - Parameters:
  ///   - normal: The normal classes, by number or name; where it is empty, those that the run was trained on.
  ///   - images: The images to score, normal and anomalous ones.
  ///   - falsePositiveRate: The share of normal images that a threshold may call anomalous, 0 to 1.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` for images without classes, and where no class is normal; `DatasetError` for a class that no training
  ///   image has; `StatisticsError` where either kind has no images.
  public func anomalies(
    normal: [String], in images: ImageSubset, falsePositiveRate: Double, executor: any TensorExecutor
  ) throws -> [AnomalyResult] {
    guard images.labels != nil, dataset.training.labels != nil else {
      throw RunError(
        .labels,
        Report(
          "anomalies are told apart by classes", place: "\(name) on \(dataset.name)", expected: "labels", got: "none",
          cure: "use a data set with classes, or score pictures with `hourglass score`"))
    }
    guard let selection = normal.isEmpty ? configuration.data.classes : ClassSelection(normal) else {
      throw RunError(
        .labels,
        Report(
          "the run was trained on all classes", place: name, expected: "normal classes", got: "none",
          cure: "name them with --normal, or train with --classes"))
    }
    let classes = try selection.numbers(in: dataset.training)
    let detector = try AnomalyDetector(trained, normal: dataset.training.ofClasses(classes), executor: executor)
    let (scores, labels) = try detector.labelledScores(of: images)
    return try detector.scores.map { score in
      let values = scores[score] ?? []
      func chosen(isNormal: Bool) -> [Float] {
        values.indices.filter { classes.contains(labels[$0]) == isNormal }.map { values[$0] }
      }
      return try AnomalyResult(
        score, normal: chosen(isNormal: true), anomalous: chosen(isNormal: false), falsePositiveRate: falsePositiveRate)
    }
  }
}
