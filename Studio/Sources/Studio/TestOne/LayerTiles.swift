import Hourglass

/// How a tensor of a layer is drawn: as planes on one scale of colours, in red, green and blue where there are three.
///
/// No more tiles are drawn than are shown in 1200 x 1200 pixels. The picture has a fraction of these pixels where it would
/// take long to encode; browsers enlarge it to ``displaySize``.
struct LayerTiles: Sendable {
  private static let maxSide = 1200
  private static let maxTiles = 256
  /// The maximum rows and columns of a matrix that is drawn as it is.
  private static let maxMatrix = 320
  /// The maximum pixels of a picture, so that it is encoded in some tens of milliseconds: of one whose numbers take a pixel
  /// each, and of one that is enlarged before.
  private static let maxNumbers = 500_000
  private static let maxPixels = 160_000
  /// The grey between tiles, which stands out from neither a light page nor a dark one.
  private static let gap: UInt8 = 128

  /// The tiles that are drawn, and those left out.
  let shown, leftOut: Int
  /// The numbers of a matrix that are left out.
  let hidden: Int
  /// Whether a tile is red, green and blue.
  let isColour: Bool
  private let values: [Float]
  private let height, width: Int
  private let grid: TileGrid
  /// The columns and rows of tiles.
  private let columns, rows: Int
  /// The pixels of a number on the page for each in the picture.
  private let enlargement: Int

  /// - Parameters:
  ///   - values: `[n, h, w]`, or `[n, 3, h, w]` in colour.
  ///   - magnification: The pixels of a number on the page.
  ///   - leftOut: Tiles that are left out of `values` already.
  ///   - hidden: Numbers that are left out of a tile.
  private init(
    _ values: [Float], height: Int, width: Int, isColour: Bool = false, magnification: Int, padding: Int,
    maxTiles: Int, leftOut: Int = 0, hidden: Int = 0, scale: TileGrid.Scale
  ) {
    let most = max(1, Self.maxSide / (max(height, width) * magnification + padding))
    let count = values.count / max(1, height * width * (isColour ? 3 : 1))
    shown = min(count, maxTiles, most * most, max(1, Self.maxNumbers / ((height + padding) * (width + padding))))
    self.leftOut = leftOut + count - shown
    self.hidden = hidden
    (self.values, self.height, self.width, self.isColour) = (values, height, width, isColour)
    let tiles = shown
    func fits(_ size: Int) -> Bool {
      let pixels: Int = tiles * (height * size + padding) * (width * size + padding)
      return pixels <= Self.maxPixels
    }
    // A divisor, so that the page enlarges by a whole number.
    let sizes = (1...magnification).filter { magnification.isMultiple(of: $0) }
    let drawn = sizes.last(where: fits) ?? 1
    enlargement = magnification / drawn
    columns = max(1, Int(Double(tiles).squareRoot().rounded(.up)))
    rows = (tiles + columns - 1) / columns
    let layout = PictureGrid(padding: padding, magnification: drawn, background: Self.gap)
    grid = TileGrid(scale: scale, maxTiles: tiles, columns: columns, layout: layout)
  }

  /// The output of a layer for one image: a map for each channel, or a pixel for each unit.
  init(_ values: [Float], dimensions: [Int], scale: TileGrid.Scale = .all) {
    switch dimensions.count {
    case 3 where dimensions[0] == 3:
      self.init(
        values, height: dimensions[1], width: dimensions[2], isColour: true,
        magnification: Self.magnification(dimensions[1], dimensions[2], side: 192), padding: 2, maxTiles: 1,
        scale: scale)
    case 3:
      self.init(
        values, height: dimensions[1], width: dimensions[2],
        magnification: Self.magnification(dimensions[1], dimensions[2], side: dimensions[0] == 1 ? 192 : 56),
        padding: 2, maxTiles: Self.maxTiles, scale: scale)
    case 2 where dimensions.allSatisfy { $0 > 1 }:
      self.init(rows: dimensions[0], columns: dimensions[1], values, scale: scale)
    default:
      self.init(
        values, height: 1, width: 1, magnification: 12, padding: 1, maxTiles: 16 * Self.maxTiles, scale: scale)
    }
  }

  /// A parameter, with 0 in the middle of the scale.
  ///
  /// The filters of a convolution and the columns of a dense layer that map to or from `image` are tiles; other matrices
  /// are drawn as they are.
  init(_ parameter: ParameterInspection, of image: ImageShape) {
    let (values, dimensions) = (parameter.values, parameter.dimensions)
    let isPicture = image.channels == 1 || image.channels == 3
    switch dimensions.count {
    case 4:
      let isColour = dimensions[1] == 3
      self.init(
        values, height: dimensions[2], width: dimensions[3], isColour: isColour,
        magnification: Self.magnification(dimensions[2], dimensions[3], side: 48), padding: 2,
        maxTiles: Self.maxTiles, scale: .symmetric)
    case 2 where isPicture && dimensions[1] == image.elements:
      self.init(units: values, of: image)
    case 2 where isPicture && dimensions[0] == image.elements:
      let columns = dimensions[1]
      // Only what is drawn is turned.
      let units = min(columns, Self.maxTiles)
      let turned = (0..<units).flatMap { unit in (0..<image.elements).map { values[$0 * columns + unit] } }
      self.init(units: turned, of: image, leftOut: columns - units)
    default:
      self.init(values, dimensions: dimensions, scale: .symmetric)
    }
  }

  private init(units values: [Float], of image: ImageShape, leftOut: Int = 0) {
    self.init(
      values, height: image.height, width: image.width, isColour: image.channels == 3,
      magnification: PictureGrid.magnification(of: image), padding: 2, maxTiles: Self.maxTiles, leftOut: leftOut,
      scale: .symmetric)
  }

  /// A matrix as one tile: its first rows and columns where it has more than fit.
  private init(rows: Int, columns: Int, _ values: [Float], scale: TileGrid.Scale) {
    let (height, width) = (min(rows, Self.maxMatrix), min(columns, Self.maxMatrix))
    let part =
      height == rows && width == columns
      ? values : (0..<height).flatMap { values[$0 * columns..<$0 * columns + width] }
    self.init(
      part, height: height, width: width, magnification: Self.magnification(height, width, side: 192), padding: 0,
      maxTiles: 1, hidden: rows * columns - height * width, scale: scale)
  }

  /// The width and height of the picture on a page.
  var displaySize: (width: Int, height: Int) {
    let (padding, size) = (grid.layout.padding, grid.layout.magnification ?? 1)
    return (
      enlargement * (padding + columns * (width * size + padding)),
      enlargement * (padding + rows * (height * size + padding))
    )
  }

  /// What is left out, in words; nil where nothing is.
  var words: String? {
    if leftOut > 0 {
      return "\(Figures.count(shown)) of \(Figures.count(shown + leftOut)) tiles; \(Figures.count(leftOut)) left out"
    }
    return hidden > 0
      ? "the first \(height) rows and \(width) columns; \(Figures.count(hidden)) numbers left out" : nil
  }

  /// Draws the tiles.
  ///
  /// - Throws: `GridError` for a tensor without elements.
  func drawn() throws -> TileGrid.Drawn {
    try grid.drawn(values, height: height, width: width, isColour: isColour)
  }

  /// How many pixels a number takes so that a tile has about `side` pixels.
  private static func magnification(_ height: Int, _ width: Int, side: Int) -> Int {
    min(max(side / max(height, width, 1), 1), 12)
  }
}
