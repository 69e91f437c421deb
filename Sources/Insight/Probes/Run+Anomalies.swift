import Diagnostics
public import ImageData
import ImageFormats
public import Tensors
public import Training

extension Run {
  /// How well each score tells images of other classes from images of the normal ones.
  ///
  /// - Parameters:
  ///   - normal: The normal classes, by number or name.
  ///   - images: The images to score, normal and anomalous ones.
  ///   - falsePositiveRate: The share of normal images that a threshold may call anomalous, 0 to 1.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` for images without classes, or a class that they do not have; `StatisticsError` where either kind
  ///   has no images.
  public func anomalies(
    normal: [String], in images: ImageSubset, falsePositiveRate: Double, executor: any TensorExecutor
  ) throws -> [AnomalyResult] {
    guard let labels = images.labels, dataset.training.labels != nil else {
      throw RunError(
        .labels,
        Report(
          "anomalies are told apart by classes", place: "\(name) on \(dataset.name)", expected: "labels", got: "none",
          cure: "use a data set with classes, or score pictures with `hourglass score`"))
    }
    let classes = try classNumbers(normal)
    let detector = try AnomalyDetector(trained, normal: dataset.training.ofClasses(classes), executor: executor)
    let scores = try detector.measure(images)
    return try detector.scores.map { score in
      let values = scores[score] ?? []
      func chosen(isNormal: Bool) -> [Float] {
        values.indices.filter { classes.contains(labels[$0]) == isNormal }.map { values[$0] }
      }
      return try AnomalyResult(
        score, normal: chosen(isNormal: true), anomalous: chosen(isNormal: false), falsePositiveRate: falsePositiveRate)
    }
  }

  /// The numbers of the classes called `names`, each of which training images have.
  func classNumbers(_ names: [String]) throws(RunError) -> Set<Int32> {
    let known = Set(dataset.training.labels ?? [])
    var found: Set<Int32> = []
    for name in names { found.insert(try classNumber(name, among: known)) }
    return found
  }

  private func classNumber(_ text: String, among known: Set<Int32>) throws(RunError) -> Int32 {
    let names = dataset.training.images.classNames
    if let number = names.firstIndex(of: text).map({ Int32($0) }) ?? Int32(text), known.contains(number) {
      return number
    }
    throw RunError(
      .labels,
      Report(
        "no training image has this class", place: name, got: text,
        cure: names.isEmpty
          ? "give one of \(known.sorted().prefix(20).map(String.init).joined(separator: ", "))"
          : knownNames(Array(names.prefix(100)), insteadOf: text)))
  }
}
