internal import Foundation

/// Checks that the paths of a list stay below its root.
struct RootRule {
  /// The components of the root's absolute path.
  private let root: [ArraySlice<UInt8>]
  private let path: String
  /// The components of the root's path without links; nil if there is no such folder.
  private let resolvedRoot: [ArraySlice<UInt8>]?
  /// Whether a folder stays below the root once links are followed.
  private var holdsFolder: [ArraySlice<UInt8>: Bool] = [:]

  /// The maximum length of a path in bytes.
  static let maxLength = 4096

  init(root: String) {
    let absolute = root.hasPrefix("/") ? root : FileManager.default.currentDirectoryPath + "/" + root
    var parts: [ArraySlice<UInt8>] = []
    for part in Self.parts(of: ArraySlice(absolute.utf8)) {
      // The root directory is its own parent.
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    self.root = parts
    path = root
    resolvedRoot = Self.resolved(Array(root.utf8) + [0])
  }

  /// `path` relative to the root, without `.` and `..`.
  ///
  /// An absolute path must begin with the root's; no link on the way may lead out of it. The file need not exist.
  mutating func relative(_ path: ArraySlice<UInt8>) throws(BadLine) -> [UInt8] {
    let isAbsolute = path.first == UInt8(ascii: "/")
    var kept: [ArraySlice<UInt8>] = []
    guard path.count < Self.maxLength else { throw BadLine("a path of \(path.count) bytes") }
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
    guard !kept.isEmpty else { throw BadLine("not the path of a file") }
    let relative = Array(kept.joined(separator: [UInt8(ascii: "/")]))
    guard holds(relative) else { throw leaves(path, by: "by a link") }
    return relative
  }

  /// Whether the file at `relative` is below the root once links are followed, or does not exist.
  private mutating func holds(_ relative: [UInt8]) -> Bool {
    guard resolvedRoot != nil else { return true }
    let folder = relative[..<(relative.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
    if !folder.isEmpty {
      let holds = holdsFolder[folder] ?? isInside(folder)
      holdsFolder[folder] = holds
      guard holds else { return false }
    }
    var target = UInt8(0)
    let isLink = Self.withPath(absolute(relative)) { readlink($0, &target, 1) } >= 0
    return !isLink || isInside(relative[...])
  }

  private func isInside(_ relative: ArraySlice<UInt8>) -> Bool {
    guard let resolvedRoot, let resolved = Self.resolved(absolute(relative)) else { return true }
    return resolved.starts(with: resolvedRoot)
  }

  /// The path of `relative` below the root, zero-terminated.
  private func absolute(_ relative: some Collection<UInt8>) -> [UInt8] {
    Array((path.isEmpty ? "." : path).utf8) + [UInt8(ascii: "/")] + relative + [0]
  }

  /// The components of a zero-terminated path without links; nil if nothing is there.
  private static func resolved(_ path: [UInt8]) -> [ArraySlice<UInt8>]? {
    withPath(path) { path in
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return parts(of: Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))[...])
    }
  }

  private static func withPath<R>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    path.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { fatalError("a path has at least its end") }
        return body(start)
      }
    }
  }

  private func leaves(_ path: ArraySlice<UInt8>, by way: String? = nil) -> BadLine {
    let text = String(decoding: path.prefix(120).map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    return BadLine("\(text)\(path.count > 120 ? "..." : "") leaves the root\(way.map { " \($0)" } ?? "")")
  }

  /// The components of a path, without `.`.
  private static func parts(of path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
  }
}
