internal import Synchronization
import Pictures

/// What is done about an image that cannot be read.
public enum BadImagePolicy: String, Codable, Hashable, Sendable, CaseIterable {
  /// It ends the command with an error.
  case fail
  /// It is left out, counted and named.
  case skip
}

/// An image that could not be read.
public struct BadImage: Hashable, Sendable {
  /// A path, or a record's key.
  public let title: String
  /// Why, in a sentence.
  public let reason: String

  /// The image called `title`, and why it cannot be read.
  public init(title: String, reason: String) { (self.title, self.reason) = (title, reason) }
}

extension Error {
  /// Whether it says that images have several sizes, which leaving some of them out would hide.
  package var isOfSeveralSizes: Bool {
    (self as? PictureError)?.code == .wrongSize || (self as? DatumError)?.code == .mixedShapes
  }
}

/// The images that could not be read so far, each once, whichever thread met it.
public final class BadImageLog: Sendable {
  private let found = Mutex<[String: String]>([:])

  /// A log that holds nothing yet.
  public init() {}

  /// Notes that `image` was left out.
  public func note(_ image: BadImage) { found.withLock { $0[image.title] = image.reason } }

  /// The images, by title.
  public var images: [BadImage] {
    found.withLock { $0.map { BadImage(title: $0.key, reason: $0.value) } }.sorted { $0.title < $1.title }
  }
}
