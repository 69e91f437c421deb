import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// A picture for a model, the body of `POST /models/images/generic/infer_one.json`.
struct InferenceRequest: Codable, Sendable, SchemaProviding {
  /// The file's bytes in Base64.
  var picture: String?
  /// The identifier of a picture that was sent.
  var image: String?
  /// The address of a picture on the web.
  var url: String?
  /// The image of a data set.
  var dataset: String?
  var part: DatasetPart?
  var index: Int?
  /// The class, for a model of classes.
  var label: String?
  /// The name of a checkpoint.
  var snapshot: String?

  static let schema = Schema.object([
    "picture": field(.nullable(.text(length: 1...6_000_000)), "The bytes of a picture file in Base64."),
    "image": field(
      .nullable(.text(length: 1...64)), "A picture that was sent: the id that PUT /pictures/NAME answers."),
    "url": field(
      .nullable(.text(length: 1...2048)), "The address of a picture, where the server was started with --fetch."),
    "dataset": field(.nullable(.text(length: 1...64)), "The data set that the picture is taken from."),
    "part": field(.nullable(.oneOf(DatasetPart.allCases.map(\.rawValue))), "Its part; train by default."),
    "index": field(.nullable(.integer(0...Int(Int32.max))), "The number of the image in the part; 0 by default."),
    "label": field(.nullable(.text(length: 1...200)), "The class, by number or name, for a model of classes."),
    "snapshot": field(.nullable(.text(length: 1...200)), "A checkpoint; the best or the newest by default."),
  ])

  private static func field(_ schema: Schema, _ help: String) -> Schema.Field {
    Schema.Field(schema, isRequired: false, help: help)
  }
}

/// What a model makes of a picture, as numbers, in the manner of DIGITS.
struct InferenceAnswer: Codable, Sendable {
  /// `reconstruction`: the pixels, `[c, h, w]` row-major, from 0 for black to 1 for white; `code`: the code.
  var outputs: [String: [Float]]
  /// Channels, height and width of the reconstruction.
  var image_dimensions: [Int]
  var checkpoint: LoadedCheckpoint
  /// What was done with the picture, in sentences.
  var notes: [String]
}

extension StudioServer {
  var inferenceEndpoints: [Endpoint] {
    let job = Parameter.text("job_id", "The run", maxLength: 500)
    return [
      .change(
        .post, "/models/images/generic/infer_one.json", "What a run makes of one picture, as numbers", [job],
        limit: 8 << 20, refusals: TestSubject.refusals + [.forbidden, .notImplemented]
      ) { (request: InferenceRequest, call) in
        try await inferred(request, of: call(job))
      }
    ]
  }

  private func inferred(_ request: InferenceRequest, of id: String) async throws -> InferenceAnswer {
    var subject = TestSubject()
    (subject.image, subject.dataset) = (request.image ?? "", request.dataset ?? "")
    (subject.part, subject.index) = (request.part ?? .train, request.index ?? 0)
    (subject.label, subject.snapshot, subject.corruption) = (request.label ?? "", request.snapshot ?? "", "none")
    let given = [request.picture, request.image, request.url, request.dataset].compactMap(\.self)
    guard given.count == 1 else {
      throw WebError(fields: [
        FieldError("picture", "expected one of picture, image, url and dataset, got \(given.count)")
      ])
    }
    let run = try await self.subject(id)
    let picture: TestPicture
    if let text = request.picture {
      guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
        throw WebError(fields: [FieldError("picture", "expected the bytes of a picture file in Base64")])
      }
      picture = TestPicture([UInt8](data), title: "picture")
    } else if let url = request.url {
      let file = try await fetcher.file(at: url)
      picture = TestPicture(file.bytes, title: file.title)
    } else {
      picture = try await self.picture(subject, of: run)
    }
    let handle = try await model(run, subject)
    let asked = subject
    return try await handle { model in
      let file = try picture.decoded(model.shape)
      let images = try model.images(of: file, picture, asked).image
      return InferenceAnswer(
        outputs: ["reconstruction": try model.reconstruct(images), "code": try model.encode(images)],
        image_dimensions: model.shape.dimensions, checkpoint: model.checkpoint,
        notes: picture.notes
          + [picture.pixels == nil ? model.conversionNote(file) : nil, model.checkpoint.note].compactMap(\.self))
    }
  }
}
