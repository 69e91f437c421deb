import Diagnostics
import ImageFormats
import Safetensors
import Tensors

/// Codes of a file, read some at a time.
///
/// Memory does not grow with the number of codes but for 4 bytes a label. An array in Fortran order within a `.npz` file
/// is the exception: its codes are scattered over the file, and it is held in memory.
public struct CodeReader {
  /// The file.
  public let file: CodeFile
  /// The number of codes.
  public let count: Int
  /// The dimension of a code.
  public let size: Int
  /// The class of each code; nil where the file has none.
  public let labels: [Int32]?
  private let visit: Visit

  /// Calls a function with a number of rows at a time, and the index of the first, until it returns false.
  private typealias Visit = (_ count: Int, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool) throws -> Void

  /// Opens a file that `hourglass encode` or another program wrote, and reads it once to check every number.
  ///
  /// Of several arrays or tensors, `codes` is read, else the first. A CSV file has a header; its columns `c0`, `c1`, … are
  /// the code, or all columns where there are none of these names.
  ///
  /// - Throws: ``CodeFileError`` for a file without codes, or a number that is not finite; why the file cannot be read.
  public init(_ file: CodeFile) throws {
    self.file = file
    let (shape, labels, visit) = try Self.opened(file)
    guard shape.count >= 2, shape.allSatisfy({ $0 > 0 }) else {
      throw CodeFileError(
        .wrongShape,
        Report("not an array of codes", place: file.path, expected: "[n, size] with n above 0", got: "\(shape)"))
    }
    count = shape[0]
    size = shape.dropFirst().reduce(1, *)
    self.labels = labels?.count == count ? labels : nil
    self.visit = visit
    try forEachBatch { [size] first, codes in
      guard let bad = HostNumbers.firstNotFinite(codes) else { return }
      throw CodeFileError(
        .badValue,
        Report(
          "a number of a code is not finite", place: "\(file.path), row \(first + bad / size)", got: "\(codes[bad])",
          cure: "leave this code out"))
    }
  }

  /// Calls `body` with the codes of a batch, `[n, size]` with n up to 256, and the row of the first.
  ///
  /// Stops after the first `limit` codes.
  ///
  /// - Throws: why the file cannot be read; what `body` throws.
  public func forEachBatch(
    limit: Int = .max, _ body: (_ first: Int, _ codes: [Float]) throws -> Void
  ) throws {
    var read = 0
    try visit(min(max(Self.maxBatchBytes / MemoryLayout<Float>.size / size, 1), Self.maxBatch)) { first, codes in
      read = first + codes.count / size
      if read > count { throw changed }
      try body(first, read > limit ? Array(codes[..<((limit - first) * size)]) : codes)
      return read < limit
    }
    if read < min(limit, count) { throw changed }
  }

  private static let maxBatch = 256
  private static let maxBatchBytes = 64 << 20

  private var changed: CodeFileError {
    CodeFileError(.badValue, Report("the file changed while it was read", place: file.path, cure: "try again"))
  }

  private static func opened(_ file: CodeFile) throws -> (shape: [Int], labels: [Int32]?, visit: Visit) {
    switch file.format {
    case .npy:
      let rows = try NPYFile(path: file.path).rows()
      return (rows.shape, nil, rows.forEach)
    case .npz:
      let archive = NPZFile(path: file.path)
      let rows = try archive.rows(named: "codes")
      return (rows.shape, try archive.labels(named: "labels"), rows.forEach)
    case .safetensors:
      let tensors = try SafetensorsRows(path: file.path)
      guard let codes = tensors.entries.first(where: { $0.name == "codes" }) ?? tensors.entries.first else {
        throw CodeFileError(.empty, Report("no tensors in this file", place: file.path))
      }
      var labels: [Int32]?
      if let entry = tensors.entries.first(where: { $0.name == "labels" }) {
        var found: [Int32] = []
        try tensors.forEach(1 << 14, of: entry) {
          found += $1.map { Int32(exactly: $0) ?? -1 }
          return true
        }
        labels = found
      }
      return (codes.shape, labels, { try tensors.forEach($0, of: codes, $1) })
    case .csv:
      let table = try CodeColumns(path: file.path)
      let (count, labels) = try table.labels()
      return ([count, table.size], labels, table.forEachRows)
    }
  }
}
