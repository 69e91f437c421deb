public import ImageFormats

/// An image to import.
public struct ImportItem: Sendable {
  /// Where the pixels are.
  public enum Content: Sendable {
    /// A file of a picture.
    case file(path: String)
    /// A file of a picture, in memory.
    case bytes([UInt8])
    /// An image of a source, by its index.
    case image(any ImageSource, Int)
  }

  /// What it is called in keys and lists: a path as it was listed, or a number.
  public var title: String
  /// Its class, where known.
  public var label: Int32?
  /// Its pixels.
  public var content: Content

  /// An image of the class `label`, from 0, called `title` in keys and lists.
  public init(title: String, label: Int32? = nil, content: Content) {
    (self.title, self.label, self.content) = (title, label, content)
  }
}
