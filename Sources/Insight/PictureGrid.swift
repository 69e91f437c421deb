internal import Diagnostics
import ImageData
public import ImageShapes
public import Pictures

/// A layout of equal pictures in rows, on a plain background.
public struct PictureGrid: Hashable, Sendable {
  /// Pixels between pictures and around them.
  public var padding: Int
  /// The rows of a group.
  public var rowsPerGroup: Int
  /// The pixels between groups, instead of the padding.
  public var groupGap: Int
  /// The side of a drawn pixel, in pixels; nil for ``magnification(of:)``.
  public var magnification: Int?
  /// The grey level of the background.
  public var background: UInt8

  /// Creates a layout; the parameters are its properties.
  public init(
    padding: Int = 2, rowsPerGroup: Int = .max, groupGap: Int = 8, magnification: Int? = nil, background: UInt8 = 255
  ) {
    self.padding = padding
    self.rowsPerGroup = rowsPerGroup
    self.groupGap = groupGap
    self.magnification = magnification
    self.background = background
  }

  /// The default magnification: the largest that keeps a picture within 64 pixels a side, at most 8.
  public static func magnification(of shape: ImageShape) -> Int {
    min(max(64 / max(shape.height, shape.width), 1), 8)
  }

  /// Composes one picture of `pictures` in rows of `columns`; nil for about as many as rows.
  ///
  /// - Throws: ``GridError`` when there are no pictures or they differ in size.
  public func composed(_ pictures: [Picture], columns: Int? = nil) throws -> Picture {
    let columns = max(1, columns ?? Int(Double(pictures.count).squareRoot().rounded(.up)))
    let rows = stride(from: 0, to: pictures.count, by: columns).map {
      Array(pictures[$0..<min($0 + columns, pictures.count)])
    }
    return try composed(rows: rows)
  }

  /// Composes one picture, in colour if any picture is; rows may differ in length.
  ///
  /// - Throws: ``GridError`` when there are no pictures or they differ in size.
  public func composed(rows: [[Picture]]) throws -> Picture {
    guard let first = rows.lazy.joined().first else {
      throw GridError(code: .empty, report: Report("no pictures for a grid", cure: "give at least one"))
    }
    if let other = rows.joined().first(where: { $0.width != first.width || $0.height != first.height }) {
      throw GridError(
        code: .sizes,
        report: Report(
          "the pictures of a grid differ in size", expected: "\(first.width) x \(first.height)",
          got: "\(other.width) x \(other.height)", cure: "resize them first"))
    }
    let colour: Picture.Colour = rows.joined().contains { $0.colour == .rgb } ? .rgb : .grey
    let factor = magnification ?? Self.magnification(of: first.shape)
    let columns = rows.map(\.count).max() ?? 0
    let width = padding + columns * (first.width * factor + padding)
    let height = top(ofRow: rows.count, pictureHeight: first.height * factor) - gap(beforeRow: rows.count) + padding
    var bytes = [UInt8](repeating: background, count: width * height * colour.channels)
    for (r, row) in rows.enumerated() {
      let y = top(ofRow: r, pictureHeight: first.height * factor)
      for (c, picture) in row.enumerated() {
        let x = padding + c * (first.width * factor + padding)
        picture.converted(to: colour).place(magnifiedBy: factor, in: &bytes, width: width, x: x, y: y)
      }
    }
    return Picture(width: width, height: height, colour: colour, bytes: bytes)
  }

  /// Pixels above row `row`; above the first row, the padding.
  private func gap(beforeRow row: Int) -> Int {
    row > 0 && row.isMultiple(of: rowsPerGroup) ? groupGap : padding
  }

  /// The y of the top of row `row`.
  func top(ofRow row: Int, pictureHeight: Int) -> Int {
    (0..<row).reduce(gap(beforeRow: 0)) { y, above in y + pictureHeight + gap(beforeRow: above + 1) }
  }
}
