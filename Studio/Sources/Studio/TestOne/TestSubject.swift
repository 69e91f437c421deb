import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// Which picture a model is tested on, and how: the query of the page.
struct TestSubject: Codable, Hashable, Sendable {
  /// The identifier of a picture that was sent; empty for none.
  var image = ""
  /// The path of a picture on the server, below the folders that people may choose from; empty for none.
  var file = ""
  /// The identifier of a data set, or ``own`` for the run's own images; the part and the number of an image in it; empty for
  /// none.
  var dataset = ""
  var part = DatasetPart.train
  var index = 0
  /// The class, by number or name; empty for that of the data set.
  var label = ""
  /// The name of a checkpoint; empty for the one that represents the run.
  var snapshot = ""
  /// What corrupts the image that the model sees: `own` as in training, `none`, or such as `gaussian=0.3`.
  var corruption = "own"
  /// The seed of the corruption.
  var seed = 0
  /// How pixels of the reconstruction beyond black and white are shown.
  var pixels = PixelConversion.clip

  /// What names the run's own images: no identifier of a data set.
  static let own = "~run"

  /// Whether no picture is named.
  var isEmpty: Bool { image.isEmpty && file.isEmpty && dataset.isEmpty }

  /// The query of addresses, with what differs from the defaults.
  var query: String {
    let all = [
      ("image", image, ""), ("file", file, ""), ("dataset", dataset, ""),
      ("part", dataset.isEmpty ? "train" : part.rawValue, "train"),
      ("index", dataset.isEmpty ? "" : "\(index)", ""), ("label", label, ""), ("snapshot", snapshot, ""),
      ("corruption", corruption, "own"), ("seed", "\(seed)", "0"),
      ("pixels", pixels.rawValue, PixelConversion.clip.rawValue),
    ]
    return all.filter { $0.1 != $0.2 }.map { "\($0.0)=\(URLPart.escaped($0.1))" }.joined(separator: "&")
  }

  /// The query's parameters.
  static let parameters = (
    image: Parameter.text("image", "A picture that was sent: the id that PUT /pictures/NAME answers", default: ""),
    file: Parameter.text(
      "file", "A picture of the server, below the folders that may be chosen from", default: "", maxLength: 4096),
    dataset: Parameter.text(
      "dataset", "The identifier of a data set that the picture is taken from; ~run for the run's own images",
      default: ""),
    part: Parameter.choice("part", "The part of the data set", default: DatasetPart.train),
    index: Parameter.integer("index", "The number of the image in the part, from 0", 0...Int(Int32.max), default: 0),
    label: Parameter.text(
      "label", "The class, by number or name, for a model of classes; by default that of the data set", default: "",
      maxLength: 200),
    snapshot: Parameter.text(
      "snapshot", "A checkpoint, such as epoch-00003; by default the best, or the newest", default: "", maxLength: 200),
    corruption: Parameter.text(
      "corruption", "What corrupts the image that the model sees: own as in training, none, or such as gaussian=0.3",
      default: "own", maxLength: 1000),
    seed: Parameter.integer("seed", "The seed of the corruption", 0...Int(Int32.max), default: 0),
    pixels: Parameter.choice(
      "pixels", "How the reconstruction is shown: pixels beyond black and white clipped, or its own range normalized",
      default: PixelConversion.clip)
  )

  /// All parameters, for declarations.
  static let declared: [any DeclaredParameter] = [
    parameters.image, parameters.file, parameters.dataset, parameters.part, parameters.index, parameters.label,
    parameters.snapshot, parameters.corruption, parameters.seed, parameters.pixels,
  ]

  /// The statuses of refusals of pages about a picture.
  static let refusals: [HTTPResponse.Status] = [.notFound, .conflict, .unprocessableContent]

  /// A subject without a picture.
  init() {}

  /// Reads the query.
  init(_ call: Call) throws(WebError) {
    let all = Self.parameters
    (image, file) = (try call(all.image), try call(all.file))
    (dataset, part, index) = (try call(all.dataset), try call(all.part), try call(all.index))
    (label, snapshot) = (try call(all.label), try call(all.snapshot))
    (corruption, seed, pixels) = (try call(all.corruption), try call(all.seed), try call(all.pixels))
  }
}

/// A picture that a model is tested on.
struct TestPicture: Sendable {
  /// The file's name, or what the image is called in its data set.
  var title: String
  /// The number of its class, from the data set.
  var label: Int?
  /// The name of its class.
  var className: String?
  /// What is not used of its file, in sentences.
  var notes: [String]
  /// Names the picture among all.
  var key: String
  /// The number of images that it is one of; nil for a file.
  var count: Int?
  /// The pixels of an image that has the model's shape already, `[c, h, w]` from 0 for black to 1 for white; nil for a file.
  let pixels: [Float]?
  private let bytes: [UInt8]

  /// The picture that was sent as `id`.
  ///
  /// - Throws: `WebError` with status 404 where it is gone.
  init(_ id: String, on shelf: PictureShelf) throws(WebError) {
    let (sent, bytes) = try shelf.picture(id)
    (title, notes, key, self.bytes, pixels) = (sent.name, sent.notes, id, bytes, nil)
  }

  /// The picture in the file at `path`, below a folder that people may choose from.
  ///
  /// - Throws: `WebError` naming the field.
  init(file path: String, _ browser: FolderBrowser) throws(WebError) {
    let place: String
    do {
      place = try browser.resolved(path)
    } catch {
      throw WebError(fields: [FieldError("file", PageWords.of(error))])
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: place)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard attributes?[.type] as? FileAttributeType == .typeRegular, size <= PictureShelf.maxBytes,
      let data = FileManager.default.contents(atPath: place)
    else {
      throw WebError(fields: [
        FieldError("file", "expected a file of at most \(Figures.bytes(PictureShelf.maxBytes)) that can be read")
      ])
    }
    self.init([UInt8](data), title: (place as NSString).lastPathComponent)
  }

  /// The picture in the bytes of a file called `title`.
  init(_ bytes: [UInt8], title: String) {
    (self.title, self.bytes, pixels) = (title, bytes, nil)
    (notes, key) = (PictureFacts(bytes).notes, "\(title) \(bytes.hashValue)")
  }

  /// The image number `index` of `images`, which are those of a run as its model sees them.
  ///
  /// - Throws: `WebError` for a number that is too large; why the image cannot be read.
  init(_ images: ImageSubset, _ index: Int, title: String) throws {
    guard index < images.count else {
      throw WebError(fields: [FieldError("index", "expected 0 to \(images.count - 1), got \(index)")])
    }
    let place = Int(images.indices[index])
    pixels = try images.images.levels(at: place).map { $0 * PixelScaling.unit.scale }
    (self.title, bytes, notes, count) = (title, [], [], images.count)
    key = "\(title) \(pixels.hashValue)"
    label = images.images.labels.map { Int($0[place]) }
    let names = images.images.classNames
    className = label.flatMap { names.indices.contains($0) ? names[$0] : nil }
  }

  /// The picture, decoded.
  ///
  /// - Throws: `WebError` with status 422.
  func decoded(_ shape: ImageShape) throws(WebError) -> Picture {
    if let pixels { return Picture(planes: pixels, shape: shape) }
    return try PictureShelf.decoded(bytes, name: title)
  }
}

extension StudioServer {
  /// Pictures that were sent.
  var pictures: PictureShelf { PictureShelf(folder: "\(catalogue.folder)/.studio/pictures") }

  /// The picture that `subject` names for a test of `run`.
  ///
  /// - Throws: `WebError` or `CatalogueError` where it is gone or cannot be read.
  func picture(_ subject: TestSubject, of run: RunSubject) async throws -> TestPicture {
    guard subject.image.isEmpty else {
      let (id, shelf) = (subject.image, pictures)
      return try await compute { try TestPicture(id, on: shelf) }
    }
    guard subject.file.isEmpty else {
      let (path, browser) = (subject.file, browser)
      return try await compute { try TestPicture(file: path, browser) }
    }
    guard !subject.dataset.isEmpty else {
      throw WebError(fields: [FieldError("image", "no picture is named; give image, file, or dataset and index")])
    }
    guard subject.dataset != TestSubject.own else { return try await ownImage(subject, of: run) }
    let store = catalogue.dataSets
    do {
      let page = try await store.page(subject.dataset, part: subject.part, offset: subject.index, limit: 1)
      guard let entry = page.images.first else {
        throw WebError(fields: [
          FieldError(
            "index",
            "expected 0 to \(max(0, page.total - 1)), the \(subject.part.rawValue) images, got \(subject.index)")
        ])
      }
      let bytes = try await store.picture(subject.dataset, part: subject.part, index: subject.index)
      let set = try await store.dataSet(subject.dataset)
      var picture = TestPicture(
        bytes, title: "\(set.title), \(subject.part.rawValue) image \(Figures.count(subject.index))")
      (picture.label, picture.className, picture.count) = (entry.label, entry.className, page.total)
      return picture
    } catch let error as CatalogueError {
      throw error
    } catch let error as any ReportedError {
      throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
    }
  }

  /// An image of the data that the run was trained on; a training image where none validate.
  private func ownImage(_ subject: TestSubject, of run: RunSubject) async throws -> TestPicture {
    try await ownImages(of: run, subject.part) { images, part in
      let title = "\(DataSetView.title(part)) image \(Figures.count(subject.index))"
      return try TestPicture(images, subject.index, title: title.prefix(1).uppercased() + title.dropFirst())
    }
  }
}
