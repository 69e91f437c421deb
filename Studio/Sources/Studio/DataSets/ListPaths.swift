import Catalogue
import Foundation

/// The paths of a text list, a line each: `path label`.
struct ListPaths {

  /// The first path of the list at `file` that leads out of the folders `roots`; nil where none does.
  ///
  /// Paths are compared by their letters: a link below a root was put there by somebody who may.
  static func outside(_ roots: [String], in file: String, relativeTo folder: String) throws -> String? {
    let data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
    var found: String?
    data.withUnsafeBytes { bytes in
      for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where found == nil {
        // Most lines are plain names below the list's folder.
        guard line.first == UInt8(ascii: "/") || hasDots(line) else { continue }
        let path = String(decoding: line, as: UTF8.self)
        let whole = normalized(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        if !roots.contains(where: { whole == $0 || whole.hasPrefix($0 == "/" ? "/" : "\($0)/") }) { found = path }
      }
    }
    return found
  }

  private static func hasDots(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    let dot = UInt8(ascii: ".")
    return line.indices.dropLast().contains { line[$0] == dot && line[$0 + 1] == dot }
  }

  /// The path without `.`, `..` and double slashes.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
