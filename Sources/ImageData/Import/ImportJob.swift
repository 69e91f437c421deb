internal import Diagnostics
internal import Foundation
public import ImageFormats

/// Writes images as LMDB databases of Caffe's Datum messages, in a folder laid out as DIGITS does:
/// `train_db/ val_db/ test_db/ train.txt val.txt test.txt labels.txt mean.binaryproto mean.png dataset.yaml`.
public struct ImportJob: Sendable {
  /// The settings of the import.
  public var settings: ImportSettings
  /// The images of `train_db`, at least one.
  public var training: ImportList
  /// The images of `val_db`; nil for no such database.
  public var validation: ImportList?
  /// The images of `test_db`; nil for no such database.
  public var test: ImportList?
  /// The name of each class, by number; empty if unknown.
  public var classNames: [String]

  /// Describes an import; ``run(to:start:progress:)`` carries it out.
  ///
  /// - Parameters:
  ///   - settings: how images are stored.
  ///   - training: the images of `train_db`, at least one.
  ///   - validation: the images of `val_db`.
  ///   - test: the images of `test_db`.
  ///   - classNames: the name of each class, by number.
  public init(
    settings: ImportSettings = ImportSettings(), training: ImportList, validation: ImportList? = nil,
    test: ImportList? = nil, classNames: [String] = []
  ) {
    self.settings = settings
    (self.training, self.validation, self.test) = (training, validation, test)
    self.classNames = classNames
  }

  /// The handling of a folder that is not empty.
  public enum Start: Hashable, Sendable {
    /// With an error.
    case fresh
    /// An unfinished import with the same images and settings continues after its last committed record.
    case resume
    /// An earlier import is removed.
    case restart
  }

  /// The state of an import.
  public struct Progress: Hashable, Sendable {
    /// The current part: `train_db`, `val_db` or `test_db`.
    public var part: String
    /// The number of images done, in all parts.
    public var done: Int
    /// The number of images in all parts.
    public var total: Int
    /// The number of unreadable images.
    public var bad: Int
  }

  /// The result of an import.
  public struct Summary: Sendable {
    /// The number of records of each part, by its folder.
    public var records: [(part: String, count: Int)]
    /// The unreadable images that were left out.
    public var badImages: [BadImage]
    /// The mean of the training images; nil if they differ in shape.
    public var mean: MeanImage?
  }

  /// Imports into a folder.
  ///
  /// The databases hold the same bytes for any number of threads. Until the import has finished, the folder holds a file
  /// `UNFINISHED` and the databases cannot be opened. After any interruption, `start: .resume` continues.
  /// - Parameters:
  ///   - folder: the folder; created if it does not exist.
  ///   - start: how a folder that is not empty is handled.
  ///   - progress: called from time to time; returns false to stop.
  /// - Throws: ``ImportError``, `ImageFileError`, `AtomicFileError`.
  public func run(
    to folder: String, start: Start = .fresh, progress: (Progress) -> Bool = { _ in true }
  ) throws -> Summary {
    let parts = [("train_db", training), ("val_db", validation), ("test_db", test)].compactMap { name, list in
      list.map { (name: name, list: $0) }
    }
    guard training.count > 0 else {
      throw ImportError(.nothing, "there are no images to import", place: folder, cure: "give images")
    }
    if let list = parts.first(where: { $0.list.count > ImportKey.maxPosition + 1 }) {
      throw ImportError(
        .tooMany, "too many images for one database", expected: "at most \(ImportKey.maxPosition + 1)",
        got: "\(list.list.count)", cure: "divide them")
    }
    let lock = try ImportLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let request = ImportRequest(settings, parts: parts, classNames: classNames)
    var marker = try ImportFolder(path: folder).prepare(for: request, start: start)
    // Images that were unreadable before are tried again.
    if settings.onBadImage == .fail { marker.badImages = [] }
    var counts: [(part: String, count: Int)] = []
    var done = 0
    for part in parts {
      let before = done
      let total = parts.reduce(0) { $0 + $1.list.count }
      let writing = ImportWriting(folder: folder, part: part.name, list: part.list, settings: settings)
      counts.append(
        (
          part.name,
          try writing.run(&marker) { done, bad in
            progress(Progress(part: part.name, done: before + done, total: total, bad: bad))
          }
        ))
      done += part.list.count
    }
    try marker.write(to: folder)
    try ImportFolder(path: folder).writeBadImages(marker.badImages)
    if settings.onBadImage == .fail, !marker.badImages.isEmpty { throw badImages(marker.badImages, folder: folder) }
    for (part, count) in zip(parts, counts) {
      let bad = marker.badImages.count { $0.part == part.name }
      guard count.count + bad == part.list.count else {
        throw ImportError(
          .damaged, "records are missing", place: "\(folder)/\(part.name)", expected: "\(part.list.count - bad)",
          got: "\(count.count)", cure: "start again with --restart")
      }
    }
    if let empty = counts.first(where: { $0.count == 0 }) {
      throw ImportError(
        .nothing, "none of the images of a part can be read", place: "\(folder)/\(empty.part)",
        cure: "see bad-images.txt there")
    }
    let mean = try trainingMean(folder: folder)
    try ImportFolder(path: folder).finish(
      parts: parts, classNames: classNames, filter: settings.size == nil ? nil : settings.filter, mean: mean,
      bad: marker.badImages)
    return Summary(
      records: counts, badImages: marker.badImages.map { BadImage(title: $0.title, reason: $0.reason) }, mean: mean)
  }

  private func trainingMean(folder: String) throws -> MeanImage? {
    let path = "\(folder)/train_db"
    do {
      let images = try DatumImages(LMDBFile(path: path), name: path, ImageReading())
      return try MeanImage(of: images, threads: settings.threads)
    } catch let error as ImageFileError where error.code == .mixedShapes {
      return nil
    } catch let error where error.isMixedSizes {
      // Encoded pictures of other sizes are only found when they are decoded.
      return nil
    }
  }

  private func badImages(_ bad: [UnfinishedImport.Bad], folder: String) -> ImportError {
    let others = bad.dropFirst().prefix(19).map(\.title)
    var got = bad[0].reason.contains(bad[0].title) ? bad[0].reason : "\(bad[0].title): \(bad[0].reason)"
    if !others.isEmpty { got += "; also \(others.joined(separator: ", "))" }
    if bad.count > 20 { got += " and \(bad.count - 20) more" }
    return ImportError(
      .badImages, bad.count == 1 ? "1 image cannot be read" : "\(bad.count) images cannot be read", place: folder,
      got: got,
      cure: "all are listed in bad-images.txt there; repair them, or leave them out with --on-bad-image skip, "
        + "then continue with --resume")
  }
}
