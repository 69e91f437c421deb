import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Web

/// A picture and a size to resize it to: the body of `POST /datasets/resize-example`.
struct ResizeRequest: Codable, Sendable {
  /// The identifier of a preview, and the number of one of its thumbnails.
  var preview: String
  var index: Int?
  /// 1 to 16384.
  var width: Int
  var height: Int
  var filter: ResizeFilter?
  var colour: DataSetForm.Colours?
}

/// A picture in a size by each way of resizing.
struct ResizeExample: Codable, Sendable {
  /// A resized picture.
  struct Example: Codable, Sendable {
    var mode: ResizeMode
    /// The picture, a `data:` address of a PNG.
    var picture: String
  }

  var title: String
  /// The size at which the picture is stored, `640x480`.
  var size: String
  /// What the pictures show; smaller than asked for where `is_reduced`.
  var width: Int
  var height: Int
  /// Whether the pictures are smaller than asked for: at most 384 pixels a side are shown.
  var is_reduced: Bool
  var examples: [Example]
}

extension ResizeExample {
  /// The maximum side of a picture that is shown.
  private static let maxSide = 384

  /// - Throws: `WebError` for a size out of range, a thumbnail that is not there, a picture that cannot be read any more.
  init(_ request: ResizeRequest, _ entry: PreviewStore.Entry, _ browser: FolderBrowser, _ uploads: UploadStore) throws {
    for (name, side) in [("width", request.width), ("height", request.height)]
    where !(1...Picture.maxSide).contains(side) {
      throw WebError(fields: [FieldError(name, "expected 1 to \(Picture.maxSide), got \(side)")])
    }
    let index = request.index ?? 0
    guard entry.survey.thumbnails.indices.contains(index) else {
      throw WebError(
        fields: [FieldError("index", "expected 0 to \(entry.survey.thumbnails.count - 1), got \(index)")])
    }
    let thumbnail = entry.survey.thumbnails[index]
    (title, size) = (thumbnail.title, thumbnail.size)
    let factor = min(1, Double(Self.maxSide) / Double(max(request.width, request.height)))
    width = max(1, Int((Double(request.width) * factor).rounded()))
    height = max(1, Int((Double(request.height) * factor).rounded()))
    is_reduced = factor < 1
    let target = PixelSize(width: width, height: height)
    var picture = try Self.picture(thumbnail, entry, browser, uploads, covering: target)
    switch request.colour ?? .own {
    case .own: break
    case .rgb: picture = picture.converted(to: .rgb)
    case .grey: picture = picture.converted(to: .grey)
    }
    examples = try ResizeMode.allCases.map { mode in
      let resized = picture.fitted(
        to: target, mode: mode, filter: request.filter ?? .area, noise: Philox(seed: 0, purpose: .filling, step: index))
      return Example(mode: mode, picture: try resized.address())
    }
  }

  /// The picture file where there is one, else the thumbnail.
  private static func picture(
    _ thumbnail: DataSetSurvey.Thumbnail, _ entry: PreviewStore.Entry, _ browser: FolderBrowser,
    _ uploads: UploadStore, covering size: PixelSize
  ) throws -> Picture {
    do {
      let path = thumbnail.title.hasPrefix("/") ? thumbnail.title : "\(entry.survey.path)/\(thumbnail.title)"
      let isAllowed = uploads.contains(path) || (try? browser.resolved(path)) != nil
      if isAllowed, [.folder, .list].contains(entry.survey.kind), FileManager.default.fileExists(atPath: path) {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        let double = PixelSize(width: 2 * size.width, height: 2 * size.height)
        return try data.withUnsafeBytes { try Picture(decoding: $0, place: thumbnail.title, covering: double) }
      }
      return try thumbnail.png.withUnsafeBytes { try Picture(decoding: $0, place: thumbnail.title) }
    } catch {
      throw WebError(.badRequest, type: "unreadable", PageWords.of(error))
    }
  }
}
