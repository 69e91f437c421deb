import CHourglass
import Foundation
import Hourglass

/// The maximum number of elements of an array: their bytes fit 62 bits.
private let maxElements = Int64(1) << 60
/// The maximum number of channels, rows and columns, as in run files.
private let maxSize = Int64(65_536)

extension Optional {
  /// The value of the argument called `name`.
  /// - Throws: ``InterfaceError`` for null.
  func argument(_ name: String) throws -> Wrapped {
    guard let self else { throw InterfaceError.badValue("an argument is null", place: name, cure: "give an address") }
    return self
  }
}

extension Optional where Wrapped == UnsafePointer<CChar> {
  /// The text of the argument called `name`.
  func text(_ name: String) throws -> String {
    guard let text = String(validatingCString: try argument(name)) else {
      throw InterfaceError.badValue("a text is not UTF-8", place: name)
    }
    return text
  }
}

extension UnsafePointer<hourglass_images> {
  /// The images, borrowed for a call.
  ///
  /// - Throws: ``InterfaceError`` for what is out of range, and for a number that is not finite.
  func borrowed() throws -> BorrowedImages {
    let images = try described()
    if case .numbers(let base, let levels) = images.elements {
      guard levels.black.isFinite, levels.white.isFinite, (levels.white - levels.black).isFinite,
        levels.white != levels.black
      else {
        throw InterfaceError.badValue(
          "black and white are not a range", expected: "two finite numbers that differ",
          got: "\(levels.black) and \(levels.white)")
      }
      try Numbers(base, count: images.count * images.shape.elements, width: images.shape.elements).check()
    }
    return images
  }

  /// The minimum and the maximum of images of numbers.
  ///
  /// - Throws: ``InterfaceError`` for what is out of range, and for a number that is not finite.
  func range() throws -> ClosedRange<Float> {
    let images = try described()
    guard case .numbers(let base, _) = images.elements else {
      throw InterfaceError.badValue("bytes have no range to measure", expected: "FLOAT32")
    }
    let numbers = Numbers(base, count: images.count * images.shape.elements, width: images.shape.elements)
    try numbers.check()
    return numbers.range
  }

  private func described() throws -> BorrowedImages {
    let images = pointee
    let address = try images.elements.argument("images.elements")
    let sizes = [images.channels, images.height, images.width].map(Int64.init)
    let elements = sizes.reduce(images.count) { product, size in
      let (product, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? .max : product
    }
    guard images.count > 0, images.count <= Int64(Int32.max), sizes.allSatisfy((1...maxSize).contains),
      elements < maxElements
    else {
      throw InterfaceError.badValue(
        "an array has no images, or more or larger ones than can be used",
        expected: "1 to \(Int32.max) images, of 1 to \(maxSize) channels, rows and columns",
        got: "\(images.count) images of \(sizes.map(String.init).joined(separator: "x"))")
    }
    let count = Int(images.count)
    let base: BorrowedImages.Elements
    switch images.element {
    case HOURGLASS_UINT8: base = .bytes(address.assumingMemoryBound(to: UInt8.self))
    case HOURGLASS_FLOAT32:
      guard Int(bitPattern: address).isMultiple(of: MemoryLayout<Float>.alignment) else {
        throw InterfaceError.badValue(
          "the address of float32 elements is not a multiple of 4", place: "images.elements")
      }
      base = .numbers(
        address.assumingMemoryBound(to: Float.self), NumberLevels(black: images.black, white: images.white))
    default: throw InterfaceError.badValue("no such type of elements", expected: "0 or 1", got: "\(images.element)")
    }
    return BorrowedImages(
      base, order: try images.order.checked, count: count,
      shape: ImageShape(
        channels: Int(images.channels), height: Int(images.height), width: Int(images.width)),
      labels: images.classes.map { Array(UnsafeBufferPointer(start: $0, count: count)) }, name: "the array")
  }
}

extension hourglass_order {
  /// The order of a known number.
  var checked: BorrowedImages.Order {
    get throws {
      switch self {
      case HOURGLASS_PLANES: .planes
      case HOURGLASS_INTERLEAVED: .interleaved
      default: throw InterfaceError.badValue("no such order of elements", expected: "0 or 1", got: "\(rawValue)")
      }
    }
  }
}
