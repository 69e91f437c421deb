/// The files of a folder that are not read as images, counted by kind.
public struct IgnoredFiles: Hashable, Sendable, CustomStringConvertible {
  /// The number of files of each kind: an extension in lower case with its dot, `hidden` or `without extension`.
  public private(set) var counts: [String: Int] = [:]

  /// No files.
  public init() {}

  /// The number of files.
  public var count: Int { counts.values.reduce(0, +) }
  /// Whether there are none.
  public var isEmpty: Bool { counts.isEmpty }

  /// The maximum number of kinds in ``description``.
  private static let maxShown = 8

  /// The kinds with their numbers, most frequent first: `3 .txt, 2 hidden, 1 .heic`.
  public var description: String {
    let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = kinds.prefix(Self.maxShown).map { "\($0.value) \($0.key)" }
    let rest = kinds.dropFirst(Self.maxShown).reduce(0) { $0 + $1.value }
    return (shown + (rest > 0 ? ["\(rest) of other kinds"] : [])).joined(separator: ", ")
  }

  /// Adds the file `name`.
  mutating func add(_ name: some BidirectionalCollection<UInt8>) { counts[Self.kind(of: name), default: 0] += 1 }

  /// Adds the files of `other`.
  package mutating func add(_ other: IgnoredFiles) { counts.merge(other.counts, uniquingKeysWith: +) }

  private static func kind(of name: some BidirectionalCollection<UInt8>) -> String {
    if name.first == UInt8(ascii: ".") { return "hidden" }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "without extension" }
    let ending = name[name.index(after: dot)...]
    let isPlain = ending.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    guard isPlain, (1...12).contains(ending.count) else { return "without extension" }
    return "." + String(decoding: ending, as: UTF8.self).lowercased()
  }
}
