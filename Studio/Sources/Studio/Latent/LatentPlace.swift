import Hourglass
import Web

/// A place in the space of codes: a point, a position in a map, or a code; one of them.
struct LatentPlace: Codable, Sendable, SchemaProviding {
  /// The number of a point, from 0.
  var point: Int?
  /// x and y in the map that the request names.
  var position: [Double]?
  /// All units of a code.
  var code: [Double]?

  static let schema = Schema.object([
    "point": Schema.Field(.nullable(.integer(0...Int(Int32.max))), isRequired: false, help: "The number of a point."),
    "position": Schema.Field(
      .nullable(.array(.number(-1e30...1e30), count: 2...2)), isRequired: false, help: "x and y in the map."),
    "code": Schema.Field(
      .nullable(.array(.number(-1e30...1e30), count: 1...65_536)), isRequired: false, help: "All units of a code."),
  ])

  /// The code at this place.
  ///
  /// - Throws: `WebError` naming `field` for a place that is not there.
  func inverse(in plane: CodePlane, field: String) throws(WebError) -> CodePlane.Inverse {
    let header = plane.table.header
    switch (point, position, code) {
    case (let point?, nil, nil):
      guard point < header.count else {
        throw WebError(fields: [FieldError("\(field).point", "expected 0 to \(header.count - 1), got \(point)")])
      }
      return CodePlane.Inverse(code: plane.table.code(of: point), isExact: true, note: "The code of an image.")
    case (nil, let position?, nil): return plane.inverse(position.map(Float.init))
    case (nil, nil, let code?):
      guard code.count == header.size else {
        throw WebError(fields: [FieldError("\(field).code", "expected \(header.size) numbers, got \(code.count)")])
      }
      return CodePlane.Inverse(code: code.map(Float.init), isExact: true, note: "The code is given.")
    default:
      throw WebError(fields: [FieldError(field, "expected one of point, position and code")])
    }
  }
}
