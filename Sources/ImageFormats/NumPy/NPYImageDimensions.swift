internal import Diagnostics
import ImageShapes
import Pictures

/// The dimensions of an array of images: `[n, h, w]`, `[n, c, h, w]` or `[n, h, w, c]` with 1 or 3 channels.
struct NPYImageDimensions {
  let count: Int
  let shape: ImageShape
  let hasChannelsLast: Bool
  private let sizes: [Int]

  /// The dimensions of an array of `sizes`; those of each row are `rows`, if the array is `[n, pixels]`.
  init(_ sizes: [Int], rows: RowShape? = nil, place: String) throws(ImageFileError) {
    let sizes = try rows.map { (rows) throws(ImageFileError) in try rows.applied(to: sizes, place: place) } ?? sizes
    guard sizes.count == 3 || sizes.count == 4 else {
      throw Self.wrong(sizes, place, RowShape.cure(for: sizes))
    }
    guard !sizes.contains(0) else {
      throw ImageFileError(
        .empty, "the array holds no images", place: place, expected: "sizes of 1 or more", got: "\(sizes)",
        cure: "check what was saved")
    }
    guard sizes[0] <= Int(Int32.max), sizes.dropFirst().allSatisfy({ $0 <= Picture.maxSide }) else {
      throw Self.wrong(sizes, place, "save up to \(Int32.max) images of up to \(Picture.maxSide) pixels a side")
    }
    let channels = [1, 3]
    hasChannelsLast = sizes.count == 4 && !channels.contains(sizes[1])
    if sizes.count == 4 {
      switch (channels.contains(sizes[1]), channels.contains(sizes[3])) {
      case (false, false): throw Self.wrong(sizes, place, "save images of 1 or 3 channels")
      case (true, true):
        throw ImageFileError(
          .wrongShape, "channels could be the second dimension or the last", place: place,
          expected: "1 or 3 in one of the two", got: "\(sizes)",
          cure: "save grey images as [n, h, w], and colour ones wider than 3 pixels")
      default: break
      }
    }
    count = sizes[0]
    shape =
      sizes.count == 3
      ? ImageShape(channels: 1, height: sizes[1], width: sizes[2])
      : hasChannelsLast
        ? ImageShape(channels: sizes[3], height: sizes[1], width: sizes[2])
        : ImageShape(channels: sizes[1], height: sizes[2], width: sizes[3])
    self.sizes = sizes
  }

  static func wrong(_ sizes: [Int], _ place: String, _ cure: String) -> ImageFileError {
    ImageFileError(
      .wrongShape, "not an array of images", place: place,
      expected: "[n, h, w], [n, c, h, w] or [n, h, w, c], c 1 or 3",
      got: "\(sizes)", cure: cure)
  }

  /// The distance in elements between neighbours along each axis.
  func strides(isFortranOrder: Bool) -> (image: Int, channel: Int, row: Int, column: Int) {
    var strides = [Int](repeating: 1, count: sizes.count)
    if isFortranOrder {
      for axis in sizes.indices.dropFirst() { strides[axis] = strides[axis - 1] * sizes[axis - 1] }
    } else {
      for axis in sizes.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * sizes[axis + 1] }
    }
    if sizes.count == 3 { return (strides[0], 0, strides[1], strides[2]) }
    return hasChannelsLast
      ? (strides[0], strides[3], strides[1], strides[2]) : (strides[0], strides[1], strides[2], strides[3])
  }
}
