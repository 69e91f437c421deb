import Foundation
import HTTPTypes
import Hourglass
import Web

/// Places to decode: the body of `POST …/latent/decode`.
struct LatentDecodeRequest: LatentBody {
  var view: LatentView?
  /// At most 64.
  var places: [LatentPlace]
  /// Whether the codes are answered, too.
  var with_codes: Bool?

  static var fields: [String: Schema.Field] {
    [
      "places": Schema.Field(.array(LatentPlace.schema, count: 1...64)),
      "with_codes": Schema.Field(
        .nullable(.boolean), isRequired: false, help: "Whether the codes are answered, too."),
    ]
  }
}

/// A line to decode: the body of `POST …/latent/line`.
struct LatentLineRequest: LatentBody {
  var view: LatentView?
  var from: LatentPlace
  var to: LatentPlace
  /// The pictures, both ends included.
  var steps: Int

  static var fields: [String: Schema.Field] {
    [
      "from": Schema.Field(LatentPlace.schema), "to": Schema.Field(LatentPlace.schema),
      "steps": Schema.Field(.integer(2...32), help: "The pictures, both ends included."),
    ]
  }
}

/// A unit to move: the body of `POST …/latent/traversal`.
struct LatentTraversalRequest: LatentBody {
  var view: LatentView?
  var code: [Double]
  var unit: Int
  var low: Double
  var high: Double
  var steps: Int

  static var fields: [String: Schema.Field] {
    [
      "code": Schema.Field(.array(.number(-1e30...1e30), count: 1...65_536), help: "All units of the code."),
      "unit": Schema.Field(.integer(0...65_535), help: "The unit that moves."),
      "low": Schema.Field(.number(-1e30...1e30)), "high": Schema.Field(.number(-1e30...1e30)),
      "steps": Schema.Field(.integer(2...32)),
    ]
  }
}

/// Codes to draw: the body of `POST …/latent/samples`.
struct LatentSampleRequest: LatentBody {
  var view: LatentView?
  var source: CodeSampler.Source
  var seed: Int
  var count: Int
  /// A factor of the deviations.
  var deviation: Double?

  static var fields: [String: Schema.Field] {
    [
      "source": Schema.Field(.oneOf(CodeSampler.Source.allCases.map(\.rawValue)), help: "What codes are drawn from."),
      "seed": Schema.Field(.integer(0...Int(UInt32.max))), "count": Schema.Field(.integer(1...100)),
      "deviation": Schema.Field(.nullable(.number(0...4)), isRequired: false, help: "A factor of the deviations, 1."),
    ]
  }
}

/// Decoded codes.
struct LatentPictures: Codable, Sendable {
  /// `data:` addresses of PNGs.
  var pictures: [String]
  /// Whether the codes are determined by the places.
  var is_exact: Bool
  /// What the codes are, one sentence.
  var note: String
  /// The codes, where they were asked for.
  var codes: [[Double]]?
  /// The values of the unit that moves.
  var values: [Double]?
}

extension StudioServer {
  var latentDecodingEndpoints: [Endpoint] {
    let id = Self.runID
    return [
      .change(
        .post, "/runs/{id}/latent/decode", "Decode points, positions of a map, or codes", [id], limit: 2 << 20,
        refusals: Self.latentRefusals
      ) { (body: LatentDecodeRequest, call) in
        let (table, model) = try await decodable(latentSubject(call, body))
        let inverses = try await compute {
          let plane = try body.shown.plane(table)
          return try body.places.enumerated().map { try $1.inverse(in: plane, field: "places[\($0)]") }
        }
        var answer = try await pictures(inverses.flatMap(\.code), model, label: body.shown.label)
        (answer.is_exact, answer.note) = (inverses.allSatisfy(\.isExact), inverses.first?.note ?? "")
        if body.with_codes == true { answer.codes = inverses.map { $0.code.map(Double.init) } }
        return answer
      },
      .change(
        .post, "/runs/{id}/latent/line", "Decode codes on the straight line between two places", [id], limit: 2 << 20,
        refusals: Self.latentRefusals
      ) { (body: LatentLineRequest, call) in
        let (table, model) = try await decodable(latentSubject(call, body))
        let (from, to) = try await compute {
          let plane = try body.shown.plane(table)
          return (try body.from.inverse(in: plane, field: "from"), try body.to.inverse(in: plane, field: "to"))
        }
        var answer = try await pictures(
          CodePaths.line(from: from.code, to: to.code, steps: body.steps), model, label: body.shown.label)
        answer.is_exact = from.isExact && to.isExact
        answer.note = answer.is_exact ? "" : from.isExact ? to.note : from.note
        return answer
      },
      .change(
        .post, "/runs/{id}/latent/traversal", "Decode a code with one unit at several values", [id], limit: 2 << 20,
        refusals: Self.latentRefusals
      ) { (body: LatentTraversalRequest, call) in
        let (table, model) = try await decodable(latentSubject(call, body))
        let size = table.header.size
        guard body.code.count == size else {
          throw WebError(fields: [FieldError("code", "expected \(size) numbers, got \(body.code.count)")])
        }
        guard body.unit < size else {
          throw WebError(fields: [FieldError("unit", "expected a unit from 0 to \(size - 1), got \(body.unit)")])
        }
        let codes = CodePaths.traversal(
          of: body.code.map(Float.init), unit: body.unit, from: Float(body.low), to: Float(body.high), steps: body.steps
        )
        var answer = try await pictures(codes, model, label: body.shown.label)
        answer.values = (0..<body.steps).map { Double(codes[$0 * size + body.unit]) }
        return answer
      },
      .change(
        .post, "/runs/{id}/latent/samples", "Decode codes that are drawn from a distribution", [id],
        refusals: Self.latentRefusals
      ) { (body: LatentSampleRequest, call) in
        let (table, model) = try await decodable(latentSubject(call, body))
        let drawn = try await latent.fits.draw(
          body.source, from: table, count: body.count, seed: UInt64(body.seed), deviation: body.deviation ?? 1)
        var answer = try await pictures(drawn.codes, model, label: body.shown.label)
        answer.note = drawn.note
        return answer
      },
    ]
  }

  /// The pictures of codes, `[n, size]`.
  func pictures(_ codes: [Float], _ model: ModelHandle, label: Int?) async throws -> LatentPictures {
    let (pixels, shape) = try await model { model in
      let count = codes.count / max(try model.codeSize(), 1)
      let labels = label.map { [Int32](repeating: Int32(clamping: $0), count: count) }
      return (try model.decode(codes, labels: labels), model.shape)
    }
    guard Picture.Colour(rawValue: shape.channels) != nil else {
      throw WebError(
        .unprocessableContent, type: "unusable", "the run's images have \(shape.channels) channels; 1 or 3 can be shown"
      )
    }
    let pictures = try await compute {
      try stride(from: 0, to: pixels.count, by: shape.elements).map { start in
        try Picture(planes: pixels[start..<start + shape.elements], shape: shape).address()
      }
    }
    return LatentPictures(pictures: pictures, is_exact: true, note: "")
  }
}
