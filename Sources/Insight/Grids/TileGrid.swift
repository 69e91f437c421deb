import Diagnostics
import ImageShapes
public import Pictures
import Tensors

/// A grid of planes of numbers, such as activation maps and filters, on one scale.
public struct TileGrid: Hashable, Sendable {
  /// How numbers become colours.
  public enum Scale: Hashable, Sendable {
    /// The minimum of all tiles is dark blue, the maximum yellow.
    case all
    /// The same for each tile by itself.
    case each
    /// 0 is the middle; the largest absolute value of all tiles is an end of the scale.
    case symmetric
  }

  /// How numbers become colours.
  public var scale: Scale
  /// The maximum number of tiles; the others are left out, and ``Drawn/leftOut`` counts them.
  public var maxTiles: Int
  /// Tiles of a row; nil for about as many as rows.
  public var columns: Int?
  /// Padding and magnification.
  public var layout: PictureGrid

  /// Creates a grid; the parameters are its properties.
  public init(scale: Scale = .all, maxTiles: Int = 256, columns: Int? = nil, layout: PictureGrid = PictureGrid()) {
    (self.scale, self.maxTiles, self.columns, self.layout) = (scale, maxTiles, columns, layout)
  }

  /// A grid with what it shows.
  public struct Drawn {
    public let picture: Picture
    /// The tiles in the picture, and those left out.
    public let tiles, leftOut: Int
    /// The numbers at the ends of the colour scale; those of all tiles where each has its own.
    public let range: ClosedRange<Float>
  }

  /// Draws the planes of `values`.
  ///
  /// - Parameters:
  ///   - values: `[n, h, w]`; or `[n, 3, h, w]` if `isColour`, which is drawn as red, green and blue.
  ///   - height: The rows of a tile.
  ///   - width: The columns of a tile.
  ///   - isColour: Whether a tile has three channels.
  /// - Throws: ``GridError`` for values that are not whole tiles.
  public func drawn(_ values: [Float], height: Int, width: Int, isColour: Bool = false) throws -> Drawn {
    let size = height * width * (isColour ? 3 : 1)
    guard size > 0, !values.isEmpty, values.count.isMultiple(of: size) else {
      throw GridError(
        code: .shape,
        report: Report(
          "the values are not whole tiles", expected: "a multiple of \(size)", got: "\(values.count) values"))
    }
    let count = values.count / size
    let shown = min(count, maxTiles)
    let all = Self.range(values[...], scale)
    let tiles = (0..<shown).map { tile in
      let plane = values[tile * size..<(tile + 1) * size]
      let range = scale == .each ? Self.range(plane, scale) : all
      return isColour
        ? Self.colourTile(plane, height, width, range) : Self.tile(plane, height, width, range)
    }
    return Drawn(
      picture: try layout.composed(tiles, columns: columns), tiles: shown, leftOut: count - shown, range: all)
  }

  private static func range(_ values: ArraySlice<Float>, _ scale: Scale) -> ClosedRange<Float> {
    let range = HostNumbers.finiteRange(values) ?? 0...0
    guard scale == .symmetric else { return range }
    let bound = max(abs(range.lowerBound), abs(range.upperBound))
    return -bound...bound
  }

  private static func tile(
    _ plane: ArraySlice<Float>, _ height: Int, _ width: Int, _ range: ClosedRange<Float>
  ) -> Picture {
    ColourScale.picture(of: plane, from: range.lowerBound, to: range.upperBound, width: width, height: height)
  }

  private static func colourTile(
    _ planes: ArraySlice<Float>, _ height: Int, _ width: Int, _ range: ClosedRange<Float>
  ) -> Picture {
    let length = range.upperBound - range.lowerBound
    return Picture(
      planes: length > 0
        ? HostNumbers.unscaled(planes, by: length, plus: range.lowerBound)
        : [Float](repeating: 0.5, count: planes.count),
      shape: ImageShape(channels: 3, height: height, width: width))
  }
}
