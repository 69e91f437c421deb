import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Web

/// A page of the images that a run was made for, as its model sees them.
struct OwnImagesDocument: Codable, Sendable {
  /// An image.
  struct Image: Codable, Sendable {
    /// Its number within the part.
    var index: Int
    var label: Int?
    var class_name: String?
    /// The address of the picture, from the server's root.
    var url: String
  }

  var id: String
  var name: String
  /// The part that is shown: train where no images validate.
  var part: DatasetPart
  /// The page, from 1; the last where there are fewer.
  var page: Int
  var pages: Int
  /// Images of a page.
  var size: Int
  /// The number of images on all pages.
  var total: Int
  var images: [Image]
}

extension StudioServer {
  /// The images of a run's own data.
  var ownImageEndpoints: [Endpoint] {
    let id = Self.runID
    let part = Parameter.choice("part", "The part", default: DatasetPart.validation)
    let page = Parameter.integer("page", "The page, from 1", 1...1_000_000_000, default: 1)
    let size = Parameter.integer("size", "Images of a page", 1...200, default: 25)
    let partName = Parameter.path("part", "The part: train, validation or test")
    let index = Parameter.path("index", "The number of the image within the part, from 0", 0...Int(Int32.max))
    let side = Self.thumbnailSide
    return [
      .get(
        "/runs/{id}/images.json", "A page of the images that a run was made for", [id, part, page, size],
        refusals: TestSubject.refusals
      ) { call in
        let run = try await subject(call(id))
        return try await ownImages(of: run, call(part), page: call(page), size: call(size))
      },
      .bytes(
        .get, "/runs/{id}/images/{part}/{index}.png", "An image that a run was made for, as its model sees it",
        [id, partName, index, side], type: "image/png", refusals: TestSubject.refusals
      ) { call in
        guard let part = DatasetPart(rawValue: try call(partName)) else {
          throw WebError(fields: [FieldError("part", "expected train, validation or test")])
        }
        let (run, index, side) = (try await subject(call(id)), try call(index), try call(side))
        let png = try await ownImages(of: run, part) { images, _ in try images.thumbnail(index, side: side) }
        return .bytes(png, type: "image/png")
      },
    ]
  }

  /// The maximum side of a picture in an address.
  static var thumbnailSide: Web.Parameter<Int> {
    .integer("side", "The maximum width and height to shrink the picture to; 0 for its own", 0...1024, default: 0)
  }

  /// What `body` makes of the images of a part of the data that the run was trained on; of training images where none
  /// validate.
  ///
  /// - Throws: `WebError` where the images are gone or cannot be read.
  func ownImages<Value: Sendable>(
    of run: RunSubject, _ part: DatasetPart, _ body: @escaping @Sendable (ImageSubset, DatasetPart) throws -> Value
  ) async throws -> Value {
    let (places, opened) = (scoringPlaces, openedImages)
    return try await compute {
      func images(_ part: DatasetPart) throws -> ImageSubset {
        try opened.images("\(run.id) own \(part.rawValue)") {
          try ScoredImages(run.directory, Scoring.Images(name: part.rawValue, path: nil, part: part), places).images
        }
      }
      do {
        do {
          return try body(images(part), part)
        } catch let error as RunError where error.code == .noImages && part == .validation {
          return try body(images(.train), .train)
        }
      } catch let error as any HTTPErrorConvertible {
        throw error.webError
      } catch let error as any ReportedError {
        throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
      }
    }
  }

  private func ownImages(
    of run: RunSubject, _ part: DatasetPart, page: Int, size: Int
  ) async throws -> OwnImagesDocument {
    try await ownImages(of: run, part) { images, part in
      let pages = max(1, (images.count + size - 1) / size)
      let page = min(page, pages)
      let numbers = (page - 1) * size..<min(images.count, page * size)
      return OwnImagesDocument(
        id: run.id, name: run.name, part: part, page: page, pages: pages, size: size, total: images.count,
        images: numbers.map { number in
          let label = images.images.labels.map { $0[Int(images.indices[number])] }
          return OwnImagesDocument.Image(
            index: number, label: label.map(Int.init), class_name: label.map(images.images.className),
            url: "\(run.url)/images/\(part.rawValue)/\(number).png")
        })
    }
  }
}

extension ImageSubset {
  /// The image number `index` as a PNG, shrunk where a side is longer than `side`, unless that is 0.
  ///
  /// - Throws: `WebError` for a number that is too large, or images that are no pictures; why it cannot be read.
  func thumbnail(_ index: Int, side: Int) throws -> [UInt8] {
    guard index < count else {
      throw WebError(fields: [FieldError("index", "expected 0 to \(count - 1), got \(index)")])
    }
    let shape = images.shape
    guard Picture.Colour(rawValue: shape.channels) != nil else {
      throw WebError(
        .unprocessableContent, type: "unusable", "the images have \(shape.channels) channels; 1 or 3 can be shown")
    }
    let pixels = try images.levels(at: Int(indices[index])).map { $0 * PixelScaling.unit.scale }
    return try Picture(planes: pixels, shape: shape).shrunk(to: side == 0 ? nil : side).png()
  }
}
