import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Web

/// A page of the images of a data set, as `GET /datasets/<id>/explore.json` answers.
struct ExplorerDocument: Codable, Sendable {
  /// An image.
  struct Image: Codable, Sendable {
    /// Its number within the part.
    var index: Int
    var title: String
    var label: Int?
    var class_name: String?
    /// The address of the picture, from the server's root.
    var url: String
    /// Why it cannot be read; null where it can, or has not been looked at.
    var problem: String?
  }

  var id: String
  var name: String
  var part: DatasetPart
  /// The page, from 1.
  var page: Int
  /// The number of pages, at least 1.
  var pages: Int
  /// Images of a page.
  var size: Int
  /// The number of the class that is shown; null for all.
  var label: Int?
  /// The number of images on all pages.
  var total: Int
  var images: [Image]
  /// The parts and the classes that there are.
  var parts: [DatasetPart]
  var classes: [DataSetDocument.Class]
  /// Height, width and channels.
  var image_dimensions: [Int]
}

/// What is answered in place of an image that cannot be read.
enum UnreadableAnswer: String, CaseIterable, Codable, Sendable {
  /// An error, with status 422.
  case refuse
  /// A drawing (SVG) with the reason, for pages.
  case tile
}

extension StudioServer {
  var explorerEndpoints: [Endpoint] {
    let id = Self.dataSetID
    let part = Parameter.choice("part", "The part", default: DatasetPart.train)
    let page = Parameter.integer("page", "The page, from 1", 1...1_000_000_000, default: 1)
    let size = Parameter.integer("size", "Images of a page", 1...200, default: 25)
    let label = Parameter.integer("label", "The number of a class; -1 for all", -1...Int(Int32.max), default: -1)
    let partName = Parameter.path("part", "The part: train, validation or test")
    let index = Parameter.path("index", "The number of the image within the part, from 0", 0...Int(Int32.max))
    let side = Parameter.integer(
      "side", "The maximum width and height to shrink the picture to; 0 for its own", 0...Picture.maxSide, default: 0)
    let unreadable = Parameter<UnreadableAnswer>.choice(
      "unreadable", "What is answered for an image that cannot be read: an error, or a drawing (SVG) with the reason",
      default: .refuse)
    return Endpoint.page(
      "/datasets/{id}/explore", "A page of the images of a data set", [id, part, page, size, label],
      template: "dataset-explore",
      answer: { call in
        let label = try call(label)
        return try await explored(
          call(id), call(part), page: call(page), size: call(size), label: label < 0 ? nil : label)
      }, view: { document, _ in ExplorerView(document).page })
      + [
        .bytes(
          .get, "/datasets/{id}/images/{part}/{index}.png", "An image of a data set",
          [id, partName, index, side, unreadable],
          type: "image/png"
        ) { call in
          guard let part = DatasetPart(rawValue: try call(partName)) else {
            throw WebError(fields: [FieldError("part", "expected train, validation or test")])
          }
          let side = try call(side)
          do {
            return .bytes(
              try await catalogue.dataSets.picture(
                call(id), part: part, index: call(index), side: side == 0 ? nil : side), type: "image/png")
          } catch let error as CatalogueError {
            throw error
          } catch let error as any ReportedError {
            // Images that cannot be read are left out by training; a page shows why.
            if try call(unreadable) == .tile {
              return .bytes(UnreadableTile(reason: error.report.sentence).svg.utf8, type: "image/svg+xml")
            }
            throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
          }
        }
      ]
  }

  private func explored(
    _ id: String, _ part: DatasetPart, page: Int, size: Int, label: Int?
  ) async throws -> ExplorerDocument {
    let set = try await dataSet(id)
    let contents = try await catalogue.dataSets.contents(id)
    let store = catalogue.dataSets
    var page = page
    var found = try await store.page(id, part: part, label: label, offset: (page - 1) * size, limit: size)
    if found.images.isEmpty, found.total > 0 {
      // A page beyond the last is the last.
      page = (found.total + size - 1) / size
      found = try await store.page(id, part: part, label: label, offset: (page - 1) * size, limit: size)
    }
    let problems = Dictionary(contents.overview.badImages.filter { $0.part == part }.map { ($0.title, $0.plainReason) })
    {
      $1
    }
    let document = DataSetDocument(set, contents, job: nil, status: status(of: set), runs: [])
    return ExplorerDocument(
      id: id, name: set.title, part: part, page: page, pages: max(1, (found.total + size - 1) / size), size: size,
      label: label, total: found.total,
      images: found.images.map { image in
        ExplorerDocument.Image(
          index: image.index, title: image.title, label: image.label, class_name: image.className,
          url: "datasets/\(id)/images/\(part.rawValue)/\(image.index).png", problem: problems[image.title])
      }, parts: document.parts.map(\.part), classes: document.classes, image_dimensions: document.image_dimensions)
  }
}
