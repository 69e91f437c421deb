public import ImageFormats

/// An image to import.
public struct ImportItem: Sendable {
  /// The source of the pixels.
  public enum Content: Sendable {
    /// A picture file.
    case file(path: String)
    /// An encoded picture in memory.
    case bytes([UInt8])
    /// An image of a source, by index.
    case image(any ImageSource, Int)
  }

  /// The title in keys and lists: a path as listed, or a number.
  public var title: String
  /// The bytes of the title in keys and lists if they are not UTF-8; nil for those of the title.
  var otherTitle: [UInt8]?
  /// The class, if known.
  public var label: Int32?
  /// The pixels.
  public var content: Content

  /// Describes an image to import.
  ///
  /// - Parameters:
  ///   - title: the title in keys and lists.
  ///   - label: the class, from 0, if known.
  ///   - content: the source of the pixels.
  public init(title: String, label: Int32? = nil, content: Content) {
    (self.title, self.label, self.content) = (title, label, content)
  }

  /// The bytes of the title in keys and lists.
  var titleBytes: [UInt8] { otherTitle ?? Array(title.utf8) }
}
