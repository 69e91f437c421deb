import Pictures

/// The shape of the images in an array of rows `[n, pixels]`, written `28x28`, `3x32x32` or `32x32x3`.
public struct RowShape: Hashable, Sendable, LosslessStringConvertible {
  /// Height and width, with 1 or 3 channels before or after them.
  let sizes: [Int]

  /// Parses sizes from 1 to 16384 with `x` between them; nil for other text.
  public init?(_ text: String) {
    let sizes = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard (2...3).contains(sizes.count), sizes.allSatisfy((1...Picture.maxSide).contains) else { return nil }
    self.sizes = sizes
  }

  public var description: String { sizes.map(String.init).joined(separator: "x") }

  private var pixels: Int { sizes.reduce(1, *) }

  /// The sizes of an array of rows, once each row is an image; those of an array of images if each has this shape.
  func applied(to array: [Int], place: String) throws(ImageFileError) -> [Int] {
    if array.count > 2, Array(array.dropFirst()) == sizes { return array }
    guard array.count == 2, array[1] == pixels else {
      throw ImageFileError(
        .wrongShape, "the array does not hold images of the shape stated", place: place,
        expected: "[n, \(pixels)] for \(self)", got: "\(array)", cure: "correct --image-shape")
    }
    return [array[0]] + sizes
  }

  /// What is done about an array of `sizes` that are not those of images.
  static func cure(for sizes: [Int]) -> String {
    let plain = "save images, not vectors of pixels: array.reshape(n, height, width)"
    guard sizes.count == 2 else { return plain }
    for (channels, shape) in [(1, ""), (3, "3x")] where sizes[1].isMultiple(of: channels) {
      let side = Int(Double(sizes[1] / channels).squareRoot().rounded())
      if side > 1, side * side * channels == sizes[1] { return "give --image-shape \(shape)\(side)x\(side)" }
    }
    return "give --image-shape HxW or CxHxW, or \(plain)"
  }
}
