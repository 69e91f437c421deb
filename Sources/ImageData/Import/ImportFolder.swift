internal import Diagnostics
internal import Files
internal import Foundation
import ImageFormats
import Pictures

/// The folder of an import.
struct ImportFolder {
  let path: String

  /// The names of the import's files and databases, without the marker.
  private static let names =
    LMDBLocation.parts + [
      "train.txt", "val.txt", "test.txt", "labels.txt", "mean.binaryproto", "mean.png", "dataset.yaml",
      "bad-images.txt",
    ]
  private static let lists = ["train_db": "train.txt", "val_db": "val.txt", "test_db": "test.txt"]

  /// Clears the folder and writes the marker, or reads the marker of the import to resume.
  func prepare(for request: ImportRequest, start: ImportJob.Start) throws -> UnfinishedImport {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
    let isImport = names.contains(UnfinishedImport.fileName) || names.contains("train_db")
    switch start {
    case .resume:
      return try resumed(request, names)
    case .fresh:
      if names.contains(UnfinishedImport.fileName) {
        throw ImportError(
          .unfinished, "an import into this folder has not finished", place: path,
          cure: "continue with --resume, or start again with --restart")
      }
      guard names.isEmpty else { throw occupied(isImport) }
    case .restart:
      guard names.isEmpty || isImport else { throw occupied(isImport) }
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let marker = UnfinishedImport(request: request)
      try marker.write(to: path)
      for name in Self.names where FileManager.default.fileExists(atPath: "\(path)/\(name)") {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
      }
      return marker
    } catch let error as CocoaError {
      throw ImportError(
        .notPermitted, "the folder cannot be prepared", place: path, got: error.localizedDescription,
        cure: "choose a folder that this user may write")
    }
  }

  private func resumed(_ request: ImportRequest, _ names: [String]) throws(ImportError) -> UnfinishedImport {
    guard let marker = try UnfinishedImport.read(from: path) else {
      throw ImportError(
        .notResumable, "there is no unfinished import to resume", place: path,
        got: names.contains("train_db") ? "a finished import" : "none", cure: "leave --resume out")
    }
    guard marker.request == request else {
      throw ImportError(
        .notResumable, "the unfinished import has other settings or images", place: path,
        expected: Self.words(marker.request), got: Self.words(request),
        cure: "repeat its settings, or start again with --restart")
    }
    return marker
  }

  private static func words(_ request: ImportRequest) -> String {
    let channels = request.channels.map { $0 == 1 ? ", grey" : ", RGB" } ?? ""
    let lists = request.parts.map { part in
      let source = part.source.map { " from \($0)" } ?? ""
      return "\(part.name) of \(part.count) images\(source) (\(String(part.checksum, radix: 16)))"
    }
    let filter = request.filter.map { ", filter \($0)" } ?? ""
    return "\(request.size ?? "any size"), \(request.mode)\(filter)\(channels), encoding \(request.encoding), "
      + lists.joined(separator: ", ")
  }

  private func occupied(_ isImport: Bool) -> ImportError {
    ImportError(
      .occupied, isImport ? "the folder holds a data set" : "the folder is not empty", place: path,
      cure: isImport ? "choose another, or replace it with --restart" : "choose an empty or a new one")
  }

  /// Writes all files other than the databases and removes the marker.
  func finish(
    parts: [(name: String, list: ImportList)], classNames: [String], filter: ResizeFilter?, mean: MeanImage?,
    bad: [UnfinishedImport.Bad]
  ) throws {
    for part in parts {
      try writeList(
        part.list, to: Self.lists[part.name] ?? "", without: Set(bad.filter { $0.part == part.name }.map(\.position)))
    }
    if !classNames.isEmpty {
      try AtomicFile.write(text: classNames.map { Self.line($0) }.joined(), to: "\(path)/labels.txt")
    }
    if let mean {
      try MeanFile(path: "\(path)/mean.binaryproto").write(mean)
      try mean.picture.write(to: "\(path)/mean.png")
    }
    try AtomicFile.write(
      text: Self.description(
        parts.map(\.name), hasLabels: !classNames.isEmpty, filter: filter, hasMean: mean != nil),
      to: "\(path)/dataset.yaml")
    guard unlink("\(path)/\(UnfinishedImport.fileName)") == 0 else {
      throw ImportError(
        .notPermitted, "the marker of an unfinished import cannot be removed", place: path,
        got: String(cString: strerror(errno)),
        cure: "remove the file \(UnfinishedImport.fileName)")
    }
  }

  /// Writes a line for each unreadable image: part, title and reason, separated by tabs.
  func writeBadImages(_ bad: [UnfinishedImport.Bad]) throws {
    guard !bad.isEmpty else {
      // An earlier attempt may have left one.
      unlink("\(path)/bad-images.txt")
      return
    }
    let lines = bad.map { Self.line("\($0.part)\t\($0.title)\t\($0.reason)") }
    try AtomicFile.write(text: lines.joined(), to: "\(path)/bad-images.txt")
  }

  /// Writes `title label` for each image; titles may contain blanks.
  private func writeList(_ list: ImportList, to name: String, without bad: Set<Int>) throws {
    try AtomicFile.write(to: "\(path)/\(name)", byteCount: 16 * list.count) { writer in
      var lines: [UInt8] = []
      for position in 0..<list.count {
        if !bad.contains(position) {
          let item = list[position]
          if let title = item.otherTitle {
            lines +=
              title.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + Array((item.label.map { " \($0)" } ?? "").utf8)
            lines.append(0x0A)
          } else {
            lines += Self.line(item.label.map { "\(item.title) \($0)" } ?? item.title).utf8
          }
        }
        if lines.count > 1 << 20 || position == list.count - 1 {
          try lines.withUnsafeBytes { try writer.append($0) }
          lines.removeAll(keepingCapacity: true)
        }
      }
    }
  }

  private static func description(
    _ parts: [String], hasLabels: Bool, filter: ResizeFilter?, hasMean: Bool
  ) -> String {
    var lines = ["kind: lmdb", "training: train_db"]
    if parts.contains("val_db") { lines.append("validation: val_db") }
    if parts.contains("test_db") { lines.append("test: test_db") }
    if hasLabels { lines.append("labels: labels.txt") }
    if hasMean { lines.append("mean: mean.binaryproto") }
    lines.append("channel_order: bgr")
    if let filter { lines.append("resize_filter: \(filter.rawValue)") }
    return lines.map { line($0) }.joined()
  }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
  }
}
