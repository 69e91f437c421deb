internal import Diagnostics
internal import Files
internal import Foundation
internal import ImageFormats

/// The outcome of downloading a data set.
public struct DownloadResult: Hashable, Sendable {
  /// The folder of the data set.
  public let folder: String
  /// The downloaded files.
  public let fetched: [String]
  /// The files that were already there and verified.
  public let kept: [String]
}

extension KnownDataset {
  /// Downloads the data set into the folder `root/<name>`.
  ///
  /// Files that are already there are verified and stay, unless `force` is set. A downloaded archive is removed once it is
  /// unpacked.
  /// - Parameters:
  ///   - root: the folder of data sets.
  ///   - source: the origin of the files.
  ///   - force: whether to fetch files that are already there.
  ///   - downloader: reports progress and can be stopped.
  /// - Throws: ``DownloadError``, `AtomicFileError`, `ImageFileError`; existing files stay.
  public func download(
    into root: String, from source: DownloadSource = .mirrors, force: Bool = false, with downloader: Downloader
  ) throws -> DownloadResult {
    guard let download else {
      throw DownloadError(.badSource, "\(title) cannot be downloaded", place: name, cure: cure)
    }
    let folder = "\(root)/\(name)"
    if case .cifar(let kind) = files {
      let target = "\(folder)/\(kind.folderName)"
      if !force, download.isComplete(kind, at: target) {
        return DownloadResult(folder: folder, fetched: [], kept: [kind.folderName])
      }
      let (archive, isOurs) = try archive(download, from: source, in: folder, with: downloader)
      let wanted = Set(kind.publishedFiles)
      func name(_ path: String) -> String { (path as NSString).lastPathComponent }
      try ArchiveFile(path: archive).unpack(to: target, where: { wanted.contains(name($0)) }, renamed: name)
      if isOurs { unlink(archive) }
      return DownloadResult(folder: folder, fetched: [kind.folderName], kept: [])
    }
    if case .file(let path) = source {
      throw badSource(path, "a folder or an address for its \(download.files.count) files")
    }
    var (fetched, kept): ([String], [String]) = ([], [])
    for file in download.files {
      let path = "\(folder)/\(file.name)"
      if !force, file.isAt(path) {
        kept.append(file.name)
        continue
      }
      if case .folder(let place) = source {
        let found = try verified(file, at: "\(place)/\(file.name)")
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try InputFile(found).withBytes { try AtomicFile.write([$0], to: path) }
      } else {
        try downloader.download(file, from: urls(of: file, source), to: path)
      }
      fetched.append(file.name)
    }
    return DownloadResult(folder: folder, fetched: fetched, kept: kept)
  }

  /// The path of the archive after fetching it, and whether it may be removed.
  private func archive(
    _ download: Download, from source: DownloadSource, in folder: String, with downloader: Downloader
  ) throws -> (path: String, isOurs: Bool) {
    let file = download.files[0]
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

  private func urls(of file: DownloadFile, _ source: DownloadSource) throws(DownloadError) -> [URL] {
    guard case .url(let url) = source else {
      return (download?.mirrors ?? []).compactMap { URL(string: $0 + file.name) }
    }
    let address = url.absoluteString
    if download?.files.count == 1, !address.hasSuffix("/") { return [url] }
    guard let url = URL(string: (address.hasSuffix("/") ? address : address + "/") + file.name) else {
      throw badSource(address, "an address such as http://server/data/")
    }
    return [url]
  }

  private func verified(_ file: DownloadFile, at path: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else { throw badSource(path, file.name) }
    let found = try file.checksum.found(inFileAt: path)
    guard found == file.checksum else {
      throw DownloadError(
        .checksum, "checksum mismatch", place: path, expected: "\(file.checksum)", got: found.digits,
        cure: "fetch the file again")
    }
    return path
  }

  private func badSource(_ path: String, _ expected: String) -> DownloadError {
    let names = (download?.files ?? []).map(\.name).joined(separator: ", ")
    return DownloadError(
      .badSource, "\(title) is not here", place: path, expected: expected, cure: "name a place that holds \(names)")
  }
}

extension KnownDataset.Download {
  /// Whether the folder holds all published records.
  fileprivate func isComplete(_ kind: CIFARKind, at folder: String) -> Bool {
    guard let images = try? CIFARFolder(path: folder, kind: kind)?.load() else { return false }
    return images.training.count == trainingCount && images.test?.count == testCount
  }
}

extension CIFARKind {
  /// The files of the published archive that are needed.
  fileprivate var publishedFiles: [String] {
    trainingFiles + [testFile] + Set(CIFARLabels.allCases.map { namesFile($0) }).sorted()
  }
}
