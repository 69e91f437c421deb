internal import Diagnostics
internal import Files
internal import Foundation

/// Compiled programs on disk, so that a second run of the same program starts at once.
///
/// A program is found by everything that its code depends on: the text, the options, the plugin's file and version, the
/// device, and for processors their instructions. The least recently used leave when there is no room.
package struct ExecutableCache: Sendable {
  /// The folder.
  package let folder: String
  /// The most bytes of all programs together.
  package let byteLimit: Int

  /// Creates a cache in `folder`, which is made when something is stored.
  package init(folder: String, byteLimit: Int = 2 << 30) { (self.folder, self.byteLimit) = (folder, byteLimit) }

  /// The user's: `$XDG_CACHE_HOME/hourglass/executables`, else below `~/.cache`; nil without a home folder.
  package static func standard(environment: [String: String]) -> ExecutableCache? {
    var root = environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.cache" }
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { root = cache }
    return root.map { ExecutableCache(folder: "\($0)/hourglass/executables") }
  }

  /// The ending of the files; another format has another.
  private static let ending = ".xla1"

  /// The program that was stored for `key`; nil if there is none, or its file is damaged.
  package func load(_ key: [UInt8]) -> [UInt8]? {
    let path = path(of: key)
    guard let file = FileManager.default.contents(atPath: path),
      let entry = CacheEntry(file: [UInt8](file)), entry.key == key
    else { return nil }
    // A file that is used is young again.
    utimes(path, nil)
    return entry.program
  }

  /// Stores `program` for `key`, and removes the least recently used above the limit.
  ///
  /// A program that does not fit is not stored. What cannot be written is compiled again next time: no error.
  package func store(_ program: [UInt8], for key: [UInt8]) {
    let file = CacheEntry(key: key, program: program).file
    guard file.count <= byteLimit else { return }
    do {
      try Folder.make(folder)
      removeLeastRecentlyUsed(downTo: byteLimit - file.count)
      try file.withUnsafeBytes { bytes in
        try AtomicFile.write(to: path(of: key), byteCount: bytes.count, isSynced: false) { try $0.append(bytes) }
      }
    } catch {
      StandardError.warning("a compiled program is not kept: \(error)")
    }
  }

  /// Removes what is stored for `key`.
  package func remove(_ key: [UInt8]) { unlink(path(of: key)) }

  /// The bytes of all programs.
  package var byteCount: Int { files().reduce(0) { $0 + $1.byteCount } }

  private func path(of key: [UInt8]) -> String {
    let name = String(FNV1a.digest(key), radix: 16)
    return "\(folder)/\(String(repeating: "0", count: 16 - name.count))\(name)\(Self.ending)"
  }

  private func removeLeastRecentlyUsed(downTo limit: Int) {
    var files = files().sorted { $0.used > $1.used }
    var total = files.reduce(0) { $0 + $1.byteCount }
    while total > limit, let oldest = files.popLast() {
      unlink(oldest.path)
      total -= oldest.byteCount
    }
  }

  private func files() -> [(path: String, byteCount: Int, used: Date)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.contains(".xla") }.compactMap { name in
      let path = "\(folder)/\(name)"
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let used = attributes[.modificationDate] as? Date, let count = attributes[.size] as? Int
      else { return nil }
      return (path, count, used)
    }
  }
}
