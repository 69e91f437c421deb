internal import Foundation

/// Paths below one folder, in one array of bytes: a million of them take some tens of megabytes.
struct PathList: Sendable {
  /// The folder, without a trailing slash unless it is `/`; empty for independent paths.
  let root: String
  private var bytes: [UInt8] = []
  /// The end of each path in the bytes.
  private var ends: [Int] = []

  init(root: String) {
    var root = root
    while root.utf8.count > 1, root.hasSuffix("/") { root.removeLast() }
    self.root = root
  }

  /// The number of paths.
  var count: Int { ends.count }

  /// Adds a path, relative to the root.
  mutating func append(_ path: some Collection<UInt8>) {
    bytes.append(contentsOf: path)
    ends.append(bytes.count)
  }

  /// The bytes of the path at `index`, relative to the root.
  private func relative(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  private var prefix: String { root.isEmpty || root == "/" ? root : root + "/" }

  /// The path at `index` with the root, for messages; bytes that are not text are written as `\xff`.
  subscript(index: Int) -> String {
    let path = relative(index)
    return prefix + (String(validating: path, as: UTF8.self) ?? readableText(path, limit: .max))
  }

  /// The bytes of the path at `index` with the root.
  func bytes(_ index: Int) -> [UInt8] { Array(prefix.utf8) + relative(index) }

  /// Calls `body` with the path at `index` as a C string.
  func withPath<R>(_ index: Int, _ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R {
    let path = (bytes(index) + [0]).map { CChar(bitPattern: $0) }
    return try path.withUnsafeBufferPointer { characters in
      guard let first = characters.baseAddress else { fatalError("a path has at least its end") }
      return try body(first)
    }
  }
}
