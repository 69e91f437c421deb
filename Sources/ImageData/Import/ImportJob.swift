internal import Diagnostics
internal import Foundation
public import ImageFormats

/// Writes images as LMDB databases of Caffe's Datum messages, in a folder laid out as DIGITS does:
/// `train_db/ val_db/ test_db/ train.txt val.txt test.txt labels.txt mean.binaryproto mean.png dataset.yaml`.
public struct ImportJob: Sendable {
  /// How images are stored.
  public var settings: ImportSettings
  /// The images of `train_db`, at least one.
  public var training: ImportList
  /// The images of `val_db`; nil for no such database.
  public var validation: ImportList?
  /// The images of `test_db`; nil for no such database.
  public var test: ImportList?
  /// The names of the classes, by number; empty where they have none.
  public var classNames: [String]

  /// An import of up to three parts, whose labels are the numbers of `classNames`; ``run(to:start:progress:)`` does
  /// it.
  public init(
    settings: ImportSettings = ImportSettings(), training: ImportList, validation: ImportList? = nil,
    test: ImportList? = nil, classNames: [String] = []
  ) {
    self.settings = settings
    (self.training, self.validation, self.test) = (training, validation, test)
    self.classNames = classNames
  }

  /// What is done about a folder that holds something.
  public enum Start: Hashable, Sendable {
    /// It is refused.
    case fresh
    /// An import of the same images under the same settings is gone on with, after the last record that it committed.
    case resume
    /// An earlier import is removed.
    case restart
  }

  /// How far an import is.
  public struct Progress: Hashable, Sendable {
    /// The part in work: `train_db`, `val_db` or `test_db`.
    public var part: String
    /// Images of all parts that were looked at.
    public var done: Int
    /// Images of all parts.
    public var total: Int
    /// Images that cannot be read.
    public var bad: Int
  }

  /// What an import has made.
  public struct Summary: Sendable {
    /// Records of each part, by its folder.
    public var records: [(part: String, count: Int)]
    /// The images that were left out.
    public var badImages: [BadImage]
    /// The mean of the training images; nil when they differ in shape.
    public var mean: MeanImage?
  }

  /// Imports into `folder`, which is made if need be.
  ///
  /// The databases hold the same bytes for any number of threads. Until the end a file `UNFINISHED` lies in the folder,
  /// and the databases cannot be opened; whatever ends the process, `start: .resume` goes on. `progress` is called from
  /// time to time and returns false to stop.
  /// - Throws: ``ImportError``, ``LMDBError``, `AtomicFileError`.
  public func run(
    to folder: String, start: Start = .fresh, progress: (Progress) -> Bool = { _ in true }
  ) throws -> Summary {
    let parts = [("train_db", training), ("val_db", validation), ("test_db", test)].compactMap { name, list in
      list.map { (name: name, list: $0) }
    }
    guard training.count > 0 else {
      throw ImportError(.nothing, Report("there are no images to import", place: folder, cure: "give images"))
    }
    if let list = parts.first(where: { $0.list.count > ImportKey.greatestPosition + 1 }) {
      throw ImportError(
        .tooMany,
        Report(
          "too many images for one database", expected: "at most \(ImportKey.greatestPosition + 1)",
          got: "\(list.list.count)", cure: "divide them"))
    }
    let lock = try ImportLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let request = ImportRequest(settings, parts: parts, classNames: classNames)
    var marker = try ImportFolder(path: folder).prepare(for: request, start: start)
    // What could not be read before is tried again.
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
          .damaged,
          Report(
            "records are missing", place: "\(folder)/\(part.name)", expected: "\(part.list.count - bad)",
            got: "\(count.count)", cure: "begin again: --restart"))
      }
    }
    if let empty = counts.first(where: { $0.count == 0 }) {
      throw ImportError(
        .nothing,
        Report(
          "none of the images of a part can be read", place: "\(folder)/\(empty.part)",
          cure: "bad-images.txt there says why"))
    }
    let mean = try trainingMean(folder: folder)
    try ImportFolder(path: folder).finish(parts: parts, classNames: classNames, mean: mean, bad: marker.badImages)
    return Summary(
      records: counts, badImages: marker.badImages.map { BadImage(title: $0.title, reason: $0.reason) }, mean: mean)
  }

  private func trainingMean(folder: String) throws -> MeanImage? {
    let path = "\(folder)/train_db"
    do {
      let images = try DatumImages(LMDBFile(path: path), name: path, ImageReading())
      return try MeanImage(of: images, threads: settings.threads)
    } catch let error as DatumError where error.code == .mixedShapes {
      return nil
    } catch let error where error.isOfSeveralSizes {
      // Encoded pictures that differ in size are only found out one by one.
      return nil
    }
  }

  private func badImages(_ bad: [UnfinishedImport.Bad], folder: String) -> ImportError {
    let others = bad.dropFirst().prefix(19).map(\.title)
    var got = bad[0].reason.contains(bad[0].title) ? bad[0].reason : "\(bad[0].title): \(bad[0].reason)"
    if !others.isEmpty { got += "; also \(others.joined(separator: ", "))" }
    if bad.count > 20 { got += " and \(bad.count - 20) more" }
    return ImportError(
      .badImages,
      Report(
        bad.count == 1 ? "1 image cannot be read" : "\(bad.count) images cannot be read", place: folder,
        got: got,
        cure: "all are named in bad-images.txt there; mend them, or leave them out with --on-bad-image skip, "
          + "then go on with --resume"))
  }
}
