import Hourglass
import Web

/// Which codes a body is about, and the map in which it names positions: its field `view`.
struct LatentView: Codable, Sendable, SchemaProviding {
  /// The identifier of a data set; empty or null for the run's own images.
  var data: String?
  /// The part of the images; null for the default.
  var part: LatentPart?
  /// The stamp of the table that the page shows; null for the newest.
  var stamp: String?
  /// The map; null for PCA.
  var map: LatentMap?
  /// The units along the axes of the map `code`; null for 0 and 1.
  var x: Int?
  var y: Int?
  /// The class to decode, for a model of classes; null for 0.
  var label: Int?

  static let schema = Schema.object([
    "data": Schema.Field(
      .nullable(.text(length: 0...100)), isRequired: false, help: "A data set; the run's own images."),
    "part": Schema.Field(.nullable(.oneOf(LatentPart.allCases.map(\.rawValue))), isRequired: false),
    "stamp": Schema.Field(.nullable(.text(length: 0...100)), isRequired: false, help: "The table; the newest."),
    "map": Schema.Field(.nullable(.oneOf(LatentMap.allCases.map(\.rawValue))), isRequired: false, help: "pca."),
    "x": Schema.Field(.nullable(.integer(0...1_000_000)), isRequired: false, help: "A unit, for the map code."),
    "y": Schema.Field(.nullable(.integer(0...1_000_000)), isRequired: false, help: "A unit, for the map code."),
    "label": Schema.Field(.nullable(.integer(0...1_000_000)), isRequired: false, help: "The class to decode, 0."),
  ])

  /// The map that the body names.
  ///
  /// - Throws: `WebError` for a unit that the code does not have, and for a map that has not been computed.
  func plane(_ table: CodeTable) throws(WebError) -> CodePlane {
    for (name, unit) in [("x", x), ("y", y)] {
      if let unit, unit < 0 { throw WebError(fields: [FieldError(name, "expected a unit from 0, got \(unit)")]) }
    }
    return try CodePlane(table, map ?? .pca, x: x ?? 0, y: y ?? 1)
  }
}

/// A body about codes.
protocol LatentBody: Codable, Sendable, SchemaProviding {
  /// Which codes; null for the newest of the run's own images.
  var view: LatentView? { get }
  /// The other fields.
  static var fields: [String: Schema.Field] { get }
}

extension LatentBody {
  static var schema: Schema {
    .object(fields.merging(["view": Schema.Field(.nullable(LatentView.schema), isRequired: false)]) { $1 })
  }

  /// Which codes.
  var shown: LatentView { view ?? LatentView() }
}
