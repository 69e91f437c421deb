import ImageShapes
package import Pictures

/// The filters of a convolution as one picture.
package enum FilterPicture {
  /// The most filters that are drawn.
  private static let limit = 64

  /// The first filters of a convolution's weights `[outputs, inputs, height, width]` in a grid; nil for other weights, and for
  /// filters whose inputs are not those of a picture.
  ///
  /// 0 is the middle grey, the largest magnitude of all filters is black or white; what is not finite is black.
  package static func picture(of values: [Float], dimensions: [Int]) throws -> Picture? {
    guard dimensions.count == 4, Picture.Colour(rawValue: dimensions[1]) != nil, dimensions[2] * dimensions[3] > 1
    else { return nil }
    let shape = ImageShape(channels: dimensions[1], height: dimensions[2], width: dimensions[3])
    let largest = values.reduce(Float(0)) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    let scale = largest > 0 ? 0.5 / largest : 0
    let count = min(dimensions[0], limit)
    let filters = (0..<count).map { filter in
      Picture(
        planes: values[filter * shape.elements..<(filter + 1) * shape.elements].map { 0.5 + scale * $0 }, shape: shape)
    }
    let columns = Int(Double(count).squareRoot().rounded(.up))
    let rows = stride(from: 0, to: count, by: columns).map { Array(filters[$0..<min($0 + columns, count)]) }
    return try PictureGrid(padding: 1).composed(rows: rows)
  }
}
