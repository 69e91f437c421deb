public import ImageShapes
import Pictures
import Tensors

extension LayerInspection {
  /// The output as tiles on one scale: a map for each channel, or one pixel for each unit.
  ///
  /// - Throws: ``GridError``.
  public func activationGrid(maxTiles: Int = 256) throws -> TileGrid.Drawn {
    let (height, width) = dimensions.count == 3 ? (dimensions[1], dimensions[2]) : (1, 1)
    let magnification = dimensions.count == 3 ? Self.magnification(height, width) : 12
    // Units have no neighbours to be told from: more of them are readable.
    let grid = TileGrid(
      maxTiles: dimensions.count == 3 ? maxTiles : 16 * maxTiles,
      layout: PictureGrid(padding: dimensions.count == 3 ? 2 : 1, magnification: magnification))
    return try grid.drawn(values, height: height, width: width)
  }

  static func magnification(_ height: Int, _ width: Int) -> Int { min(max(48 / max(height, width), 1), 12) }
}

extension ParameterInspection {
  /// The filters of a convolution as tiles, in colour for three inputs; the columns of a dense layer that map to or from
  /// `image` as images; nil for other parameters.
  ///
  /// - Throws: ``GridError``.
  public func filterGrid(of image: ImageShape, maxTiles: Int = 256) throws -> TileGrid.Drawn? {
    try TileGrid.filters(values, dimensions: dimensions, of: image, maxTiles: maxTiles)
  }
}

extension TileGrid {
  /// The filters of a convolution, `[outputs, inputs, kernel, kernel]`, as tiles, in colour for three inputs; the columns of
  /// a dense layer that map to or from `image` as images; nil for other parameters.
  ///
  /// A layer's own input or output has the image's elements where it sees images.
  ///
  /// - Throws: ``GridError``.
  static func filters(
    _ values: [Float], dimensions: [Int], of image: ImageShape, maxTiles: Int
  ) throws -> Drawn? {
    switch dimensions.count {
    case 4:
      let (height, width) = (dimensions[2], dimensions[3])
      let layout = PictureGrid(magnification: LayerInspection.magnification(height, width))
      return try TileGrid(scale: .symmetric, maxTiles: maxTiles, layout: layout)
        .drawn(values, height: height, width: width, isColour: dimensions[1] == 3)
    case 2 where dimensions[1] == image.elements: return try unitGrid(values, image, maxTiles)
    case 2 where dimensions[0] == image.elements:
      let columns = dimensions[1]
      return try unitGrid(HostNumbers.transposed(values, columns: columns), image, maxTiles)
    default: return nil
    }
  }

  private static func unitGrid(_ rows: [Float], _ image: ImageShape, _ maxTiles: Int) throws -> Drawn? {
    guard image.channels == 1 || image.channels == 3 else { return nil }
    return try TileGrid(scale: .symmetric, maxTiles: maxTiles)
      .drawn(rows, height: image.height, width: image.width, isColour: image.channels == 3)
  }
}
