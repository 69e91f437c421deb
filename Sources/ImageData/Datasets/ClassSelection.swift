internal import Diagnostics
import ImageFormats
package import Settings

/// Some of the classes of images, by number or name: `3`, or `cat,dog`.
public struct ClassSelection: Hashable, Sendable {
  /// The numbers and names, at least one.
  public let classes: [String]

  /// Selects classes.
  ///
  /// - Parameter classes: Numbers or names, at least one.
  public init(_ classes: [String]) { self.classes = classes }

  /// The numbers of the classes, each of which an image of `images` has; a name counts before a number.
  ///
  /// - Throws: ``DatasetError`` for images without classes, and a class that none has.
  public func numbers(in images: ImageSubset) throws(DatasetError) -> Set<Int32> {
    let name = images.images.name
    guard let labels = images.labels else {
      throw DatasetError(
        .noClasses, "the images have no classes", place: name,
        cure: "use a data set with classes, such as mnist, class folders, or npz with y")
    }
    let (known, names) = (Set(labels), images.images.classNames)
    var found: Set<Int32> = []
    for text in classes {
      guard let number = names.firstIndex(of: text).map({ Int32($0) }) ?? Int32(text), known.contains(number) else {
        throw DatasetError(
          .noClasses, "no training image has this class", place: name, got: text,
          cure: names.isEmpty
            ? "give one of \(known.sorted().prefix(20).map(String.init).joined(separator: ", "))"
            : knownNames(Array(names.prefix(100)), insteadOf: text))
      }
      found.insert(number)
    }
    return found
  }
}

extension ClassSelection: CustomStringConvertible {
  /// The classes, separated by commas.
  public var description: String { classes.joined(separator: ",") }
}

extension ClassSelection {
  /// Reads classes that are separated by commas.
  /// - Throws: `SettingError` where there is none.
  package init(_ value: SettingValue) throws(SettingError) {
    let values = value.list ?? [value]
    classes = values.flatMap { "\($0)".split(separator: ",", omittingEmptySubsequences: false) }.map { word in
      let end = word.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      return String(end.reversed())
    }
    guard !classes.isEmpty, !classes.contains("") else {
      throw SettingError(
        .badValue, Report("no classes", expected: "numbers or names, separated by commas", got: "\"\(value)\""))
    }
  }
}

extension Dataset {
  /// The data set with the training and validation images of these classes alone; test images keep all classes.
  ///
  /// - Throws: ``DatasetError`` for images without classes, and a class that no training image has.
  public func ofClasses(_ selection: ClassSelection) throws(DatasetError) -> Dataset {
    let numbers = try selection.numbers(in: training)
    var dataset = Dataset(
      name: name, split: split, training: training.ofClasses(numbers), validation: validation.ofClasses(numbers),
      test: test)
    (dataset.meanFile, dataset.path) = (meanFile, path)
    return dataset
  }
}
