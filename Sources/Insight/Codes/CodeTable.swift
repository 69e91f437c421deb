import Diagnostics
import Foundation
import ImageFormats
import Safetensors

/// Codes read from a file.
public struct CodeTable: Sendable {
  /// The codes, `[count, size]`.
  public let codes: [Float]
  /// The number of codes.
  public let count: Int
  /// The dimension of a code.
  public let size: Int
  /// The class of each code; nil where the file has none.
  public let labels: [Int32]?

  /// Reads the codes of a file that `hourglass encode` or another program wrote.
  ///
  /// Of several arrays or tensors, `codes` is read, else the first. A CSV file has a header; its columns `c0`, `c1`, … are
  /// the code, or all columns where there are none of these names.
  ///
  /// - Throws: ``CodeFileError`` for a file without codes; why it cannot be read.
  public init(_ file: CodeFile) throws {
    switch file.format {
    case .npy: try self.init(NPYFile(path: file.path).numbers(), labels: nil, place: file.path)
    case .npz:
      let archive = NPZFile(path: file.path)
      try self.init(
        archive.numbers(named: "codes"), labels: archive.labels(named: "labels"), place: file.path)
    case .safetensors:
      let tensors = try SafetensorsFile.read(file.path)
      guard let entry = tensors.entry(named: "codes") ?? tensors.entries.first else {
        throw CodeFileError(.empty, Report("no tensors in this file", place: file.path))
      }
      let labels = try tensors.entry(named: "labels").map { try tensors.floats(named: $0.name) }
      try self.init(
        shape: entry.shape, tensors.floats(named: entry.name), labels: labels?.map { Int32(exactly: $0) ?? -1 },
        place: file.path)
    case .csv: try self.init(csv: file.path)
    }
  }

  /// The first `count` codes; all where there are fewer.
  public func prefix(_ count: Int) -> CodeTable {
    let kept = min(count, self.count)
    return CodeTable(Array(codes[..<(kept * size)]), kept, size, labels.map { Array($0[..<kept]) })
  }

  private init(_ codes: [Float], _ count: Int, _ size: Int, _ labels: [Int32]?) {
    (self.codes, self.count, self.size, self.labels) = (codes, count, size, labels)
  }

  private init(_ numbers: NPYNumbers, labels: [Int32]?, place: String) throws {
    try self.init(shape: numbers.shape, numbers.values, labels: labels, place: place)
  }

  init(shape: [Int], _ codes: [Float], labels: [Int32]?, place: String) throws {
    guard shape.count >= 2, shape[0] > 0, codes.count > 0 else {
      throw CodeFileError(
        .wrongShape,
        Report("not an array of codes", place: place, expected: "[n, size] with n above 0", got: "\(shape)"))
    }
    (self.codes, count) = (codes, shape[0])
    size = codes.count / shape[0]
    self.labels = labels?.count == count ? labels : nil
    if let bad = codes.firstIndex(where: { !$0.isFinite }) {
      throw CodeFileError(
        .badValue,
        Report(
          "a number of a code is not finite", place: "\(place), row \(bad / size)", got: "\(codes[bad])",
          cure: "leave this code out"))
    }
  }
}
