import Catalogue
import Hourglass

/// How many images an import writes into each part, by the numbers of its classes.
struct SplitCounts: Codable, Sendable {
  var training = 0
  var validation = 0
  var test = 0
  /// The names of the classes that are left out since they have too few images.
  var left_out: [String] = []

  /// The parts that ``ImportSplit`` makes of classes with these numbers of images.
  ///
  /// - Parameters:
  ///   - classes: The classes; a single one without name for images without classes.
  ///   - own: The numbers of images of the source's own parts, which are not cut from the training images.
  init(_ classes: [(name: String, count: Int)], _ form: DataSetForm, own: [DataSetSurvey.Count]) {
    func count(_ part: DatasetPart) -> Int? { own.first { $0.name == part.rawValue }?.count }
    let hasValidation = count(.validation) != nil || form.validation_source != nil
    let percent = (
      validation: hasValidation ? 0 : form.validationPercent,
      test: count(.test) != nil || form.test_source != nil ? 0 : form.test ?? 0
    )
    for entry in classes {
      guard entry.count >= form.min_per_class ?? 2 else {
        left_out.append(entry.name)
        continue
      }
      let drawn = min(entry.count, form.max_per_class ?? .max)
      let validation = Int((Double(drawn) * percent.validation / 100).rounded())
      let test = min(drawn - validation, Int((Double(drawn) * percent.test / 100).rounded()))
      self.validation += validation
      self.test += test
      training += drawn - validation - test
    }
    validation += count(.validation) ?? 0
    test += count(.test) ?? 0
  }
}
