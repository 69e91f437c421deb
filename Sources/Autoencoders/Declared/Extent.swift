import ImageShapes
import Tensors

/// A layer's size: a number, or what the images have.
public enum Extent: Hashable, Sendable, CustomStringConvertible {
  case count(Int)
  /// As many channels, or elements, as the images have.
  case ofImage

  /// As model files write it.
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .ofImage: "image"
    }
  }

  /// The number of filters for `image`.
  func channels(of image: ImageShape) -> Int {
    switch self {
    case .count(let count): count
    case .ofImage: image.channels
    }
  }

  /// The number of units for `image`.
  func elements(of image: ImageShape) -> Int {
    switch self {
    case .count(let count): count
    case .ofImage: image.elements
    }
  }
}

extension Extent: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .count(value) }
}
