internal import Synchronization
import Pictures

/// The handling of unreadable images.
public enum BadImagePolicy: String, Codable, Hashable, Sendable, CaseIterable {
  /// The command ends with an error.
  case fail
  /// The image is left out, counted and listed.
  case skip
}

/// An unreadable image.
public struct BadImage: Codable, Hashable, Sendable {
  /// A path or a record's key.
  public let title: String
  /// The reason, in a sentence.
  public let reason: String

  /// Describes an image `title` that cannot be read for this `reason`.
  public init(title: String, reason: String) { (self.title, self.reason) = (title, reason) }
}

extension Error {
  /// Whether images differ in size, an error that leaving images out would hide.
  package var isMixedSizes: Bool {
    (self as? PictureError)?.code == .wrongSize || (self as? ImageFileError)?.code == .mixedShapes
  }
}

/// A log of unreadable images, each once, from any thread.
public final class BadImageLog: Sendable {
  private let found = Mutex<[String: String]>([:])

  /// An empty log.
  public init() {}

  /// Adds `image` to the log.
  public func note(_ image: BadImage) { found.withLock { $0[image.title] = image.reason } }

  /// The images, sorted by title.
  public var images: [BadImage] {
    found.withLock { $0.map { BadImage(title: $0.key, reason: $0.value) } }.sorted { $0.title < $1.title }
  }
}
