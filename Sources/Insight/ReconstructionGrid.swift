internal import Diagnostics
import ImageData
public import ImageShapes
public import Pictures

/// A grid of originals above their reconstructions: a row of originals, the row of their reconstructions, and so on.
public struct ReconstructionGrid: Hashable, Sendable {
  /// The pairs of a row.
  public var pairsPerRow: Int
  /// Padding and magnification; a group is a row of originals and the row of their reconstructions.
  public var layout: PictureGrid

  /// Creates a grid; the parameters are its properties.
  public init(pairsPerRow: Int = 10, layout: PictureGrid = PictureGrid(rowsPerGroup: 2)) {
    require(pairsPerRow > 0, "a row of a grid needs at least one pair, not \(pairsPerRow)")
    self.pairsPerRow = pairsPerRow
    self.layout = layout
  }

  /// Draws equally many originals and reconstructions.
  ///
  /// - Throws: ``GridError``.
  public func composed(originals: [Picture], reconstructions: [Picture]) throws -> Picture {
    guard originals.count == reconstructions.count else {
      throw GridError(
        code: .pairs,
        report: Report(
          "the numbers of originals and reconstructions differ", expected: "\(originals.count) reconstructions",
          got: "\(reconstructions.count)", cure: "give one reconstruction per original"))
    }
    let rows = stride(from: 0, to: originals.count, by: pairsPerRow).flatMap { start in
      let range = start..<min(start + pairsPerRow, originals.count)
      return [Array(originals[range]), Array(reconstructions[range])]
    }
    return try layout.composed(rows: rows)
  }

  /// Draws images `[n, c, h, w]` of 1 or 3 channels; values outside [0, 1] are clamped.
  ///
  /// - Throws: ``GridError``.
  public func composed(originals: [Float], reconstructions: [Float], shape: ImageShape) throws -> Picture {
    try composed(
      originals: PictureGrid.pictures(originals, shape: shape),
      reconstructions: PictureGrid.pictures(reconstructions, shape: shape))
  }
}

extension PictureGrid {
  /// The pictures of images `[n, c, h, w]` of 1 or 3 channels; values outside [0, 1] are clamped.
  ///
  /// - Throws: ``GridError``.
  public static func pictures(_ pixels: [Float], shape: ImageShape) throws -> [Picture] {
    guard Picture.Colour(rawValue: shape.channels) != nil, pixels.count.isMultiple(of: shape.elements) else {
      throw GridError(
        code: .shape,
        report: Report(
          "the values do not form pictures", expected: "whole images of 1 or 3 channels",
          got: "\(pixels.count) values for images of \(shape)", cure: "give `[n, c, h, w]` with c = 1 or 3"))
    }
    return stride(from: 0, to: pixels.count, by: shape.elements).map {
      Picture(planes: pixels[$0..<$0 + shape.elements], shape: shape)
    }
  }
}
