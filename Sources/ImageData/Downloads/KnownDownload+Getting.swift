internal import Diagnostics
internal import Files
internal import Foundation
import ImageFormats

/// What became of the files of a data set.
public struct DownloadResult: Hashable, Sendable {
  /// The folder of the data set.
  public let folder: String
  /// The files that came now.
  public let fetched: [String]
  /// The files that were there, verified.
  public let kept: [String]
}

extension KnownDownload {
  /// Brings the data set into the folder `root/<name>`: files that are there are verified and kept unless `force` is set,
  /// the others fetched; an archive that is downloaded is unpacked and not kept, one that is there already stays.
  ///
  /// - Throws: ``DownloadError``, `AtomicFileError`, ``ArchiveError``; what was there stays.
  public func get(
    into root: String, from source: DownloadSource = .mirrors, force: Bool = false, with downloader: Downloader
  ) throws -> DownloadResult {
    let folder = "\(root)/\(name)"
    if let cifar {
      let target = "\(folder)/\(cifar.folderName)"
      if !force, isComplete(cifar, at: target) {
        return DownloadResult(folder: folder, fetched: [], kept: [cifar.folderName])
      }
      let (archive, isOurs) = try archive(files[0], from: source, in: folder, with: downloader)
      let wanted = Set(cifar.publishedFiles)
      func name(_ path: String) -> String { (path as NSString).lastPathComponent }
      try ArchiveFile(path: archive).unpack(to: target, where: { wanted.contains(name($0)) }, renamed: name)
      if isOurs { unlink(archive) }
      return DownloadResult(folder: folder, fetched: [cifar.folderName], kept: [])
    }
    var (fetched, kept): ([String], [String]) = ([], [])
    if case .file(let path) = source { throw badSource(path, "a folder or an address for its \(files.count) files") }
    for file in files {
      let path = "\(folder)/\(file.name)"
      if !force, file.isAt(path) {
        kept.append(file.name)
      } else {
        try fetch(file, from: source, to: path, with: downloader)
        fetched.append(file.name)
      }
    }
    return DownloadResult(folder: folder, fetched: fetched, kept: kept)
  }

  /// Whether all published records are at `folder`.
  private func isComplete(_ cifar: CIFARKind, at folder: String) -> Bool {
    guard let images = try? CIFARFolder(path: folder, kind: cifar)?.load() else { return false }
    return images.training.count == counts.training && images.test?.count == counts.test
  }

  /// Where the archive is after fetching it, and whether it may be removed.
  private func archive(
    _ file: DownloadFile, from source: DownloadSource, in folder: String, with downloader: Downloader
  ) throws -> (path: String, isOurs: Bool) {
    switch source {
    case .file(let path): return (try verified(file, at: path), false)
    case .folder(let place): return (try verified(file, at: "\(place)/\(file.name)"), false)
    case .mirrors, .url:
      let path = "\(folder)/\(file.name)"
      if file.isAt(path) { return (path, false) }
      try downloader.download(file, from: urls(of: file, source), to: path)
      return (path, true)
    }
  }

  private func fetch(
    _ file: DownloadFile, from source: DownloadSource, to path: String, with downloader: Downloader
  ) throws {
    guard case .folder(let place) = source else {
      return try downloader.download(file, from: urls(of: file, source), to: path)
    }
    let found = try verified(file, at: "\(place)/\(file.name)")
    try? FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try RecordFile(path: found).withBytes { try AtomicFile.write([$0], to: path) }
  }

  private func urls(of file: DownloadFile, _ source: DownloadSource) throws(DownloadError) -> [URL] {
    guard case .url(let url) = source else { return mirrors.compactMap { URL(string: $0 + file.name) } }
    if files.count == 1, !url.absoluteString.hasSuffix("/") { return [url] }
    let base = url.absoluteString.hasSuffix("/") ? url.absoluteString : url.absoluteString + "/"
    guard let url = URL(string: base + file.name) else {
      throw badSource(base, "an address such as http://server/data/")
    }
    return [url]
  }

  private func verified(_ file: DownloadFile, at path: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else { throw badSource(path, file.name) }
    let found = try file.checksum.found(inFileAt: path)
    guard found == file.checksum else {
      throw DownloadError(
        .checksum,
        Report(
          "the file is another one than the published", place: path, expected: "\(file.checksum)", got: found.digits,
          cure: "fetch the file again"))
    }
    return path
  }

  private func badSource(_ path: String, _ expected: String) -> DownloadError {
    DownloadError(
      .badSource,
      Report(
        "\(title) is not here", place: path, expected: expected,
        cure: "name a place that holds \(files.map(\.name).joined(separator: ", "))"))
  }
}

extension CIFARKind {
  /// The files of the published archive that are read.
  fileprivate var publishedFiles: [String] {
    trainingFiles + [testFile] + Set(CIFARLabels.allCases.map { namesFile($0) }).sorted()
  }
}
