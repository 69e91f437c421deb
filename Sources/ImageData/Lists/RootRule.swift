internal import Foundation

/// Keeps the paths of a list below its root.
struct RootRule {
  /// The parts of the root's absolute path.
  private let root: [ArraySlice<UInt8>]

  /// The longest path that systems take, in bytes.
  static let greatestLength = 4096

  init(root: String) {
    let absolute = root.hasPrefix("/") ? root : FileManager.default.currentDirectoryPath + "/" + root
    var parts: [ArraySlice<UInt8>] = []
    for part in Self.parts(of: ArraySlice(absolute.utf8)) {
      // Above the outermost folder there is nothing: it is its own parent.
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    self.root = parts
  }

  /// `path` relative to the root, without `.` and `..`.
  ///
  /// An absolute path must begin with the root's.
  func relative(_ path: ArraySlice<UInt8>) throws(BadLine) -> [UInt8] {
    let isAbsolute = path.first == UInt8(ascii: "/")
    var kept: [ArraySlice<UInt8>] = []
    guard path.count < Self.greatestLength else { throw BadLine("a path of \(path.count) bytes") }
    guard !path.contains(0) else { throw BadLine("a zero byte in the path") }
    for part in Self.parts(of: path) {
      if !part.elementsEqual("..".utf8) {
        kept.append(part)
      } else if kept.popLast() == nil {
        throw leaves(path)
      }
    }
    if isAbsolute {
      guard kept.starts(with: root) else { throw leaves(path) }
      kept.removeFirst(root.count)
    }
    guard !kept.isEmpty else { throw BadLine("no file's path") }
    return Array(kept.joined(separator: [UInt8(ascii: "/")]))
  }

  private func leaves(_ path: ArraySlice<UInt8>) -> BadLine {
    let text = String(decoding: path.prefix(120).map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    return BadLine("\(text)\(path.count > 120 ? "..." : "") leaves the root")
  }

  /// What stands between slashes, without `.`.
  private static func parts(of path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
  }
}
