import Foundation
import Hourglass
import Synchronization

/// The part of images whose codes are looked at.
enum LatentPart: String, CaseIterable, Codable, Hashable, Sendable {
  /// Validation images of a run that has some, else training images.
  case auto
  case train, validation, test
  /// Training, validation and test images, one after the other.
  case all
}

/// Which codes are meant: of a run's checkpoint over images.
struct CodeKey: Hashable, Sendable {
  /// The run's identifier.
  var run: String
  /// Changes with the checkpoint's file.
  var stamp: String
  /// The identifier of a data set; empty for the run's own images.
  var data: String
  var part: LatentPart
}

/// The codes that the Studio keeps, in `runs/.studio/codes/<run>/`: a folder for each checkpoint and part of images.
final class CodeTables: Sendable {
  /// The folder of all codes.
  let folder: String
  private let opened = Mutex<[CodeTable]>([])
  private static let maxOpened = 4
  /// Tables of one run that stay on the disk.
  private static let maxTables = 4

  init(folder: String) { self.folder = folder }

  /// The folder of the codes that `key` means.
  func place(_ key: CodeKey) -> String {
    let data = key.data.isEmpty ? "own" : "set-\(key.data)"
    return "\(place(ofRun: key.run))/\(key.stamp)-\(data)-\(key.part.rawValue)"
  }

  /// The codes that `key` means; nil where there are none.
  ///
  /// Blocks while it opens them.
  func table(_ key: CodeKey) -> CodeTable? {
    let place = place(key)
    let known = opened.withLock { opened -> CodeTable? in
      guard let index = opened.firstIndex(where: { $0.folder == place }) else { return nil }
      let table = opened.remove(at: index)
      opened.append(table)
      return table
    }
    if let known, known.has(.codes) { return known }
    guard let table = CodeTable(folder: place) else { return nil }
    opened.withLock { opened in
      opened.removeAll { $0.folder == place }
      opened.append(table)
      if opened.count > Self.maxOpened { opened.removeFirst() }
    }
    return table
  }

  /// Looks again at the arrays of the codes that `key` means.
  func forget(_ key: CodeKey) {
    let place = place(key)
    opened.withLock { $0.removeAll { $0.folder == place } }
  }

  /// Removes the codes of a run but the newest few, and those of runs that `isThere` does not know any more.
  func removeOld(ofRun run: String, runs isThere: (String) -> Bool) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      let note = files.contents(atPath: "\(path)/run.txt").map { String(decoding: $0, as: UTF8.self) }
      if let note, !isThere(note) { try? files.removeItem(atPath: path) }
    }
    let own = place(ofRun: run)
    let names = (try? files.contentsOfDirectory(atPath: own)) ?? []
    let tables = names.compactMap { name -> (path: String, date: Date)? in
      let path = "\(own)/\(name)"
      let attributes = try? files.attributesOfItem(atPath: "\(path)/codes.json")
      return (attributes?[.modificationDate] as? Date).map { (path, $0) }
    }
    for old in tables.sorted(by: { $0.date > $1.date }).dropFirst(Self.maxTables) {
      try? files.removeItem(atPath: old.path)
    }
  }

  /// Makes the folder of a run's codes, which names the run.
  func makePlace(ofRun run: String) throws {
    let place = place(ofRun: run)
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try AtomicFile.write(text: run, to: "\(place)/run.txt", isSynced: false)
    } catch {
      throw CodeTableWriter.cannotWrite(place, error)
    }
  }

  /// A name of a run may be longer than that of a folder, and has letters that folders have not.
  private func place(ofRun run: String) -> String {
    let hash = run.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let plain = run.prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=.".contains($0)) ? $0 : "_" }
    return "\(folder)/\(String(plain))-\(String(hash, radix: 36))"
  }
}
