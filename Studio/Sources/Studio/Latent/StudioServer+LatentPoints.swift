import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Web

/// A number of each point.
enum LatentColumn: String, CaseIterable, Codable, Sendable {
  /// The number of the class, -1 for none.
  case label
  /// The mean squared error of the reconstruction, of pixels from 0 to 1.
  case error
  /// The number of the image within the part.
  case image
  /// A unit of the code.
  case unit
}

/// What the rows of points are sorted by.
enum LatentSort: String, CaseIterable, Codable, Sendable {
  case point, image, label, x, y, error
}

/// A picture of a point.
enum LatentPicture: String, CaseIterable, Codable, Sendable {
  case original, reconstruction
  /// Both, side by side.
  case pair
}

/// Points as rows, as `GET …/latent/points.json` answers.
struct LatentRows: Codable, Sendable {
  struct Row: Codable, Sendable {
    var point: Int
    /// The number of the image within the part.
    var image: Int
    var label: Int?
    var class_name: String?
    var x: Double
    var y: Double
    /// The mean squared error of the reconstruction, of pixels from 0 to 1.
    var error: Double
  }

  var rows: [Row]
  /// The number of points on all pages.
  var total: Int
  var offset: Int
}

/// The units of a code, as `GET …/latent/units.json` answers.
struct LatentUnits: Codable, Sendable {
  struct Unit: Codable, Sendable {
    var unit: Int
    /// The criterion of the unit.
    var value: Double
    /// Over the images.
    var mean: Double
    var deviation: Double
    /// Whether it carries nothing: divergence below 0.01 nats, or no variance.
    var is_dead: Bool
  }

  /// What the units are ordered by: `divergence` from the prior in nats, or `variance`.
  var criterion: String
  /// The unit that carries most first.
  var units: [Unit]
  var dead: Int
  /// The mean of each unit, by its number.
  var means: [Double]
  /// What the order was measured on, where that is not all images.
  var note: String?
}

extension StudioServer {
  var latentPointEndpoints: [Endpoint] {
    let parameters: [any DeclaredParameter] = [Self.runID, Self.latentData, Self.latentPart, Self.latentStamp]
    let map = Parameter.choice("map", "The map", default: LatentMap.pca)
    let x = Parameter.integer("x", "The unit along the x axis of the map code", 0...1_000_000, default: 0)
    let y = Parameter.integer("y", "The unit along the y axis of the map code", 0...1_000_000, default: 1)
    let column = Parameter.choice("column", "The number of each point", default: LatentColumn.label)
    let unit = Parameter.integer("unit", "The unit of the code", 0...1_000_000, default: 0)
    let sort = Parameter.choice("sort", "What the rows are sorted by", default: LatentSort.point)
    let descending = Parameter.flag("descending", "Whether the greatest comes first")
    let offset = Parameter.integer("offset", "The rows before these", 0...1_000_000_000, default: 0)
    let limit = Parameter.integer("limit", "The maximum number of rows", 1...200, default: 50)
    let point = Parameter<Int>.path("point", "The number of the point, from 0", 0...Int(Int32.max))
    let kind = Parameter.choice("kind", "What is shown", default: LatentPicture.pair)
    return [
      .bytes(
        .get, "/runs/{id}/latent/points",
        "The positions of points in a map: 32-bit floating-point numbers, little-endian, x and y of each point in turn",
        parameters + [map, x, y], type: "application/octet-stream", refusals: Self.latentRefusals
      ) { call in
        let table = try await codeTable(latentSubject(call))
        let (map, x, y) = (try call(map), try call(x), try call(y))
        let values = try await compute { try CodePlane(table, map, x: x, y: y).positions }
        return try Self.floats(values, isImmutable: !call(Self.latentStamp).isEmpty)
      },
      .bytes(
        .get, "/runs/{id}/latent/column",
        "A number of each point: 32-bit floating-point numbers, little-endian", parameters + [column, unit],
        type: "application/octet-stream", refusals: Self.latentRefusals
      ) { call in
        let table = try await codeTable(latentSubject(call))
        let (column, unit) = (try call(column), try call(unit))
        guard column != .unit || unit < table.header.size else {
          throw WebError(fields: [FieldError("unit", "expected 0 to \(table.header.size - 1), got \(unit)")])
        }
        let values = try await compute { () -> [Float] in
          switch column {
          case .label: table.floats(.label)
          case .error: table.floats(.error)
          case .image: table.floats(.image)
          case .unit: table.unit(unit)
          }
        }
        return try Self.floats(values, isImmutable: !call(Self.latentStamp).isEmpty)
      },
      .get(
        "/runs/{id}/latent/points.json", "Points as rows, sorted",
        parameters + [map, x, y, sort, descending, offset, limit],
        refusals: Self.latentRefusals
      ) { call in
        let table = try await codeTable(latentSubject(call))
        let (map, x, y) = (try call(map), try call(x), try call(y))
        let (sort, isDescending) = (try call(sort), try call(descending))
        let (offset, limit) = (try call(offset), try call(limit))
        return try await compute {
          LatentRows(try CodePlane(table, map, x: x, y: y), sort, isDescending, offset: offset, limit: limit)
        }
      },
      .get(
        "/runs/{id}/latent/units.json", "The units of the code in the order of what they carry", parameters,
        refusals: Self.latentRefusals
      ) { call in try await LatentUnits(codeTable(latentSubject(call)).header) },
      .bytes(
        .get, "/runs/{id}/latent/images/{point}.png", "The image of a point, its reconstruction, or both",
        parameters + [point, kind], type: "image/png", refusals: Self.latentRefusals
      ) { call in
        let subject = try await latentSubject(call)
        let png = try await picture(of: call(point), call(kind), subject)
        return try .bytes(png, type: "image/png", isImmutable: !call(Self.latentStamp).isEmpty)
      },
    ]
  }

  private static func floats(_ values: [Float], isImmutable: Bool) -> Response {
    let bytes = values.withUnsafeBytes { [UInt8]($0) }
    return .bytes(bytes, type: "application/octet-stream", isImmutable: isImmutable)
  }

  private func picture(of point: Int, _ kind: LatentPicture, _ subject: LatentSubject) async throws -> [UInt8] {
    let table = try await codeTable(subject)
    guard point < table.header.count else {
      throw WebError.notFound("there is no point \(point); there are \(table.header.count)")
    }
    let opened = try await latentImages(subject, table)
    let image = Int(table.floats(.image, point..<point + 1)[0])
    let (pixels, label) = try await compute { () throws -> (pixels: [Float], label: Int32?) in
      do {
        return try opened.pixels(of: image)
      } catch let error as any ReportedError {
        throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
      }
    }
    let dimensions = table.header.image_dimensions
    let shape = ImageShape(channels: dimensions[2], height: dimensions[0], width: dimensions[1])
    guard Picture.Colour(rawValue: shape.channels) != nil else {
      throw WebError(
        .unprocessableContent, type: "unusable", "the images have \(shape.channels) channels; 1 or 3 can be shown")
    }
    let original = Picture(planes: pixels, shape: shape)
    guard kind != .original else { return try await compute { try original.png() } }
    let model = try await decodable(subject).model
    let reconstruction = try await model { model in
      try model.reconstruct(model.images(pixels: pixels, labels: label.map { [$0] }))
    }
    return try await compute {
      let decoded = Picture(planes: reconstruction, shape: shape)
      guard kind == .pair else { return try decoded.png() }
      return try PictureGrid(padding: 0, magnification: 1).composed(rows: [[original, decoded]]).png()
    }
  }
}

extension LatentRows {
  fileprivate init(_ plane: CodePlane, _ sort: LatentSort, _ isDescending: Bool, offset: Int, limit: Int) {
    let table = plane.table
    let count = table.header.count
    let key: [Float]? =
      switch sort {
      case .point: nil
      case .image: table.floats(.image)
      case .label: table.floats(.label)
      case .error: table.floats(.error)
      case .x: stride(from: 0, to: 2 * count, by: 2).map { [all = plane.positions] in all[$0] }
      case .y: stride(from: 1, to: 2 * count, by: 2).map { [all = plane.positions] in all[$0] }
      }
    var order = Array(0..<count)
    if let key { order.sort { (key[$0], $0) < (key[$1], $1) } }
    if isDescending { order.reverse() }
    let names = Dictionary(table.header.classes.map { ($0.label, $0.name) }) { $1 }
    rows = order.dropFirst(offset).prefix(limit).map { point in
      func value(_ column: CodeTable.Column) -> Float { table.floats(column, point..<point + 1)[0] }
      let (label, position) = (Int(value(.label)), plane.position(of: point))
      return Row(
        point: point, image: Int(value(.image)), label: label < 0 ? nil : label, class_name: names[label],
        x: Double(position[0]), y: Double(position[1]), error: Double(value(.error)))
    }
    (total, self.offset) = (count, offset)
  }
}

extension LatentUnits {
  fileprivate init(_ header: CodeTable.Header) {
    let order = header.order
    (criterion, dead, means) = (order.criterion.rawValue, order.dead, order.means)
    units = zip(order.units, order.values).enumerated().map { place, entry in
      Unit(
        unit: entry.0, value: entry.1, mean: order.means[entry.0], deviation: order.deviations[entry.0],
        // The order has the dead ones last.
        is_dead: place >= order.units.count - order.dead)
    }
    if order.criterion == .divergence, header.divergence_images < header.count {
      note = "The divergences are means over \(Figures.count(header.divergence_images)) of the images."
    }
  }
}
