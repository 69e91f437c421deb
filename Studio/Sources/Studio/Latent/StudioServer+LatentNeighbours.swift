import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Web

/// Whose neighbours: the body of `POST …/latent/neighbours`.
struct LatentNeighbourRequest: LatentBody {
  var view: LatentView?
  var of: LatentPlace
  var k: Int

  static var fields: [String: Schema.Field] {
    ["of": Schema.Field(LatentPlace.schema), "k": Schema.Field(.integer(1...200), help: "The number of neighbours.")]
  }
}

/// Points by the distance of their codes.
struct LatentNeighbours: Codable, Sendable {
  struct Neighbour: Codable, Sendable {
    var point: Int
    /// The Euclidean distance of the codes.
    var distance: Double
    var label: Int?
    var class_name: String?
  }

  /// The nearest first.
  var neighbours: [Neighbour]
  /// The picture that was sent, as the model sees it, and its reconstruction: `data:` addresses of PNGs.
  var picture: String?
  var reconstruction: String?
}

/// Points to save as a data set: the body of `POST …/latent/subset`.
struct LatentSubsetRequest: LatentBody {
  var view: LatentView?
  var title: String
  var points: [Int]

  static var fields: [String: Schema.Field] {
    [
      "title": Schema.Field(.text(length: 1...100)),
      "points": Schema.Field(
        .array(.integer(0...Int(Int32.max)), count: 1...CodeMaking.maxCount), help: "The numbers of points."),
    ]
  }
}

extension StudioServer {
  /// The bytes of a picture that may be sent.
  private static let maxPictureBytes = 32 << 20

  var latentNeighbourEndpoints: [Endpoint] {
    let id = Self.runID
    let k = Parameter.integer("k", "The number of neighbours", 1...200, default: 24)
    let label = Parameter.text(
      "label", "The class of the picture, by number or name, for a model of classes", default: "", maxLength: 200)
    return [
      .change(
        .post, "/runs/{id}/latent/neighbours", "The points whose codes are nearest to that of a place", [id],
        limit: 2 << 20, refusals: Self.latentRefusals
      ) { (body: LatentNeighbourRequest, call) in
        let table = try await codeTable(latentSubject(call, body))
        return try await compute {
          let place = try body.of.inverse(in: body.shown.plane(table), field: "of")
          return try LatentNeighbours(of: place.code, in: table, k: body.k, except: body.of.point)
        }
      },
      .upload(
        "/runs/{id}/latent/picture", "Encode a picture, and find the points whose codes are nearest",
        [id, Self.latentData, Self.latentPart, Self.latentStamp, k, label], refusals: Self.latentRefusals
      ) { call in
        try await neighboursOfPicture(call, k: call(k), label: call(label))
      },
      .change(
        .post, "/runs/{id}/latent/subset", "Make a data set of the images of points", [id], limit: 2 << 20,
        refusals: Self.latentRefusals + [.init(code: 507, reasonPhrase: "Insufficient Storage")]
      ) { (body: LatentSubsetRequest, call) in
        try await saveSubset(body, latentSubject(call, body))
      },
    ]
  }

  private func neighboursOfPicture(_ call: Call, k: Int, label: String) async throws -> LatentNeighbours {
    let subject = try await latentSubject(call)
    let (table, model) = try await decodable(subject)
    let path = "\(NSTemporaryDirectory())/hourglass-picture-\(UUID().uuidString)"
    defer { unlink(path) }
    try await call.request.save(to: path, limit: Self.maxPictureBytes)
    let picture = try await compute { () throws -> Picture in
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      do {
        return try data.withUnsafeBytes { try Picture(decoding: $0, place: "the picture") }
      } catch let error as any ReportedError {
        throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
      }
    }
    let (code, pixels, reconstruction, shape) = try await model { model in
      let images = try model.images([picture], labels: label.isEmpty ? nil : [label])
      return (
        try model.encode(images), try model.pixels(of: images), try model.reconstruct(images), model.shape
      )
    }
    return try await compute {
      var found = try LatentNeighbours(of: code, in: table, k: k, except: nil)
      found.picture = try Picture(planes: pixels, shape: shape).address()
      found.reconstruction = try Picture(planes: reconstruction, shape: shape).address()
      return found
    }
  }

  /// Makes a data set of the images of points: pictures in a folder for each class.
  private func saveSubset(_ body: LatentSubsetRequest, _ subject: LatentSubject) async throws -> ChangeAnswer {
    let table = try await codeTable(subject)
    let points = Set(body.points).sorted()
    if let wrong = points.first(where: { $0 >= table.header.count }) {
      throw WebError(fields: [FieldError("points", "expected 0 to \(table.header.count - 1), got \(wrong)")])
    }
    let dimensions = table.header.image_dimensions
    guard Picture.Colour(rawValue: dimensions[2]) != nil else {
      throw WebError(
        .unprocessableContent, type: "unusable", "the images have \(dimensions[2]) channels; 1 or 3 can be saved")
    }
    let opened = try await latentImages(subject, table)
    let source = "\(Figures.count(points.count, "image")) chosen in the latent space of \(subject.run.name)"
    let set: DataSet
    do {
      set = try await catalogue.dataSets.prepare(title: body.title, source: source)
    } catch let error as CatalogueError where error.code == .badValue {
      throw WebError(fields: [FieldError("title", "\(error.report.what): expected \(error.report.expected ?? "")")])
    }
    do {
      try await slowWork { try Self.write(points, table, opened, set) }
    } catch {
      try? await catalogue.dataSets.delete(set.id)
      try? await catalogue.dataSets.purge(set.id)
      throw error
    }
    return ChangeAnswer(
      message: "\(set.title) has \(Figures.count(points.count, "image")).", undo: nil, id: set.id,
      url: "datasets/\(set.id)")
  }

  private static func write(
    _ points: [Int], _ table: CodeTable, _ opened: LatentImages.Opened, _ set: DataSet
  ) throws {
    let folder = "\(set.folder)/pictures"
    let dimensions = table.header.image_dimensions
    let shape = ImageShape(channels: dimensions[2], height: dimensions[0], width: dimensions[1])
    let names = Dictionary(table.header.classes.map { ($0.label, $0.name) }) { $1 }
    var folders: Set<String> = []
    do {
      for point in points {
        let image = Int(table.floats(.image, point..<point + 1)[0])
        let label = Int(table.floats(.label, point..<point + 1)[0])
        let place = label < 0 ? folder : "\(folder)/\(folderName(names[label] ?? "\(label)"))"
        if folders.insert(place).inserted {
          try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        var pixels = try opened.pixels(of: image).pixels
        // As the run's own images were before it inverted them.
        if opened.isInverted { pixels = pixels.map { 1 - $0 } }
        let png = try Picture(planes: pixels, shape: shape).png()
        try Data(png).write(to: URL(fileURLWithPath: "\(place)/\(String(format: "%07d", image)).png"))
      }
      var description = DatasetDescription(training: DatasetDescription.Part(images: folder))
      description.kind = .folder
      try description.write(to: set.description)
    } catch let error as any ReportedError {
      throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
    } catch let error as CocoaError {
      throw CodeTableWriter.cannotWrite(folder, error)
    }
  }

  /// A class's name as that of a folder.
  private static func folderName(_ name: String) -> String {
    let plain = String(name.map { $0 == "/" || $0 == "\0" ? "-" : $0 }.prefix(80))
    return plain.isEmpty || plain.hasPrefix(".") ? "class \(plain)" : plain
  }
}

extension LatentNeighbours {
  /// The `k` points nearest to a code, without a point.
  fileprivate init(of code: [Float], in table: CodeTable, k: Int, except point: Int?) throws {
    let search: NearestNeighbours.Found
    do {
      let samples = try NearestNeighbours(samples: table.floats(.codes), size: table.header.size)
      search = try samples.neighbours(of: code, k: min(k + 1, table.header.count))
    } catch {
      throw WebError(.unprocessableContent, type: "unusable", PageWords.of(error))
    }
    let names = Dictionary(table.header.classes.map { ($0.label, $0.name) }) { $1 }
    let found = zip(search.indices, search.distances).map { index, distance in
      let label = Int(table.floats(.label, Int(index)..<Int(index) + 1)[0])
      return Neighbour(
        point: Int(index), distance: Double(distance), label: label < 0 ? nil : label, class_name: names[label])
    }
    neighbours = Array(found.filter { $0.point != point }.prefix(k))
  }
}
