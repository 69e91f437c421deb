public import ImageFormats

/// The number of images of a class.
public struct ClassCount: Codable, Hashable, Sendable {
  /// The class's number.
  public let label: Int32
  /// The class's name; its number if it has none.
  public let name: String
  /// The number of images.
  public let count: Int
}

extension ImageSource {
  /// All classes that have a name or an image, sorted by number; nil for images without labels.
  public var classCounts: [ClassCount]? {
    guard let labels else { return nil }
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    for label in classNames.indices { counts[Int32(label), default: 0] += 0 }
    return counts.sorted { $0.key < $1.key }.map {
      ClassCount(label: $0.key, name: className(of: $0.key), count: $0.value)
    }
  }

  /// The name of the class `label`; its number if it has none.
  public func className(of label: Int32) -> String {
    classNames.indices.contains(Int(label)) ? classNames[Int(label)] : "\(label)"
  }

  /// The label for `text`, the name of a class or a number; nil for any other text.
  ///
  /// A name that looks like a number takes precedence; a folder's name with `_` means the class with blanks.
  public func label(_ text: String) -> Int32? {
    let index = classNames.firstIndex(of: text) ?? classNames.firstIndex(of: text.replacing("_", with: " "))
    return index.map { Int32($0) } ?? Int32(text)
  }
}
