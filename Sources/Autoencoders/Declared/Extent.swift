import ImageShapes

/// A layer's size: a number, or that of the images.
enum Extent: Hashable, Sendable, LosslessStringConvertible {
  case count(Int)
  /// The channels, or elements, of the images.
  case image

  /// The size written as `text` in model files; nil for another text.
  init?(_ text: String) {
    if text == "image" {
      self = .image
    } else if let count = Int(text), (1...65_536).contains(count) {
      self = .count(count)
    } else {
      return nil
    }
  }

  /// The text in model files.
  var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .image: "image"
    }
  }

  /// The number of filters for `image`.
  func channels(of image: ImageShape) -> Int {
    switch self {
    case .count(let count): count
    case .image: image.channels
    }
  }

  /// The number of units for `image`.
  func elements(of image: ImageShape) -> Int {
    switch self {
    case .count(let count): count
    case .image: image.elements
    }
  }
}

extension Extent: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self = .count(value) }
}
