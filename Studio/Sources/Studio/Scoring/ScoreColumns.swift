import Foundation

/// The scores of images, a column for each metric.
///
/// A million images with four metrics take 32 MB. The same numbers are in the file `scores.bin`, image by image: its number
/// and its class (Int32, -1 for none), the place of its row in `scores.csv` (UInt64), its scores (Float); little-endian.
struct ScoreColumns: Sendable {
  /// The number of each image in its part of the data.
  private(set) var images: [Int32] = []
  /// The class of each image; -1 for none.
  private(set) var labels: [Int32] = []
  /// The byte at which the row of each image begins in the table.
  private(set) var rows: [UInt64] = []
  /// The scores, `[metric][image]`.
  private(set) var values: [[Float]]

  /// Columns without images for so many metrics.
  init(metrics: Int) { values = [[Float]](repeating: [], count: metrics) }

  /// The number of images.
  var count: Int { images.count }

  /// Adds an image.
  mutating func append(image: Int32, label: Int32, row: UInt64, _ scores: [Float]) {
    images.append(image)
    labels.append(label)
    rows.append(row)
    for (metric, score) in scores.enumerated() { values[metric].append(score) }
  }

  /// Adds the images of other columns with the same metrics.
  mutating func append(_ others: ScoreColumns) {
    images += others.images
    labels += others.labels
    rows += others.rows
    for metric in values.indices { values[metric] += others.values[metric] }
  }

  /// The bytes of one image in the file.
  static func recordSize(metrics: Int) -> Int { 16 + 4 * metrics }

  /// The bytes of an image in the file.
  static func record(image: Int32, label: Int32, row: UInt64, _ scores: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    func add<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    add(image)
    add(label)
    add(row)
    for score in scores { add(score.bitPattern) }
    return bytes
  }

  /// The columns in the bytes of a file; an image that is not there whole is left out.
  init(_ data: Data, metrics: Int) {
    self.init(metrics: metrics)
    let size = Self.recordSize(metrics: metrics)
    data.withUnsafeBytes { bytes in
      for start in stride(from: 0, through: bytes.count - size, by: size) {
        func number<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
          Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: type))
        }
        append(
          image: number(0, Int32.self), label: number(4, Int32.self), row: number(8, UInt64.self),
          (0..<metrics).map { Float(bitPattern: number(16 + 4 * $0, UInt32.self)) })
      }
    }
  }
}
