public import ImageFormats

/// How many images a class has.
public struct ClassCount: Hashable, Sendable {
  /// The class's number.
  public let label: Int32
  /// The class's name, else its number.
  public let name: String
  /// How many images it has.
  public let count: Int
}

extension ImageSource {
  /// The classes that have a name or an image, by their numbers; nil for images without labels.
  public var classCounts: [ClassCount]? {
    guard let labels else { return nil }
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    for label in classNames.indices { counts[Int32(label), default: 0] += 0 }
    return counts.sorted { $0.key < $1.key }.map {
      ClassCount(label: $0.key, name: className(of: $0.key), count: $0.value)
    }
  }

  /// What the class `label` is called: its name, else its number.
  public func className(of label: Int32) -> String {
    classNames.indices.contains(Int(label)) ? classNames[Int(label)] : "\(label)"
  }

  /// The label that `text` means: a number, or the name of a class; nil where it is neither.
  ///
  /// A class whose name is a number is meant by that name, not by its place.
  public func label(_ text: String) -> Int32? {
    classNames.firstIndex(of: text).map { Int32($0) } ?? Int32(text)
  }
}
