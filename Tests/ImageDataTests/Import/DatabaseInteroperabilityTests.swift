import CZLib
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Databases written by Python's lmdb are read here, and those written here by it.
@Suite(.enabled(if: Python.hasLMDB, "no Python with lmdb, numpy and pillow; name one with HOURGLASS_PYTHON"))
struct DatabaseInteroperabilityTests {
  static let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Tools/check_lmdb.py")
    .standardizedFileURL.path

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ arguments: String...) throws -> [String] {
    let (status, output) = try run(Python.program, [Self.script] + arguments)
    try #require(status == 0, "\(output)")
    return output.split(separator: "\n").map(String.init)
  }

  private func checksum(_ bytes: [UInt8]) -> String {
    let digits = String(crc32_z(0, bytes, bytes.count), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  @Test func `what Python writes is read`() throws {
    let lines = try check("write", folder.path).map { $0.split(separator: " ").map(String.init) }
    try #require(lines.count == 200)
    let raw = try DatumImages.open(folder("raw"))
    for kind in ["raw", "png", "float"] {
      let images = try DatumImages.open(folder(kind))
      #expect(images.shape == ImageShape(channels: 3, height: 20, width: 24))
      for (index, line) in lines.enumerated() {
        #expect(images.title(of: index) == "\(line[0])_\(kind)")
        #expect(images.labels.map { "\($0[index])" } == line[1])
        #expect(checksum(try images.pixels(at: index)) == line[3], "\(kind) \(index)")
      }
    }
    let jpeg = try DatumImages.open(folder("jpg"))
    for index in lines.indices {
      let (lossy, exact) = (try jpeg.pixels(at: index), try raw.pixels(at: index))
      let difference = zip(lossy, exact).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(difference) / Double(exact.count) < 12, "\(index)")
    }
  }

  @Test(arguments: [1, 3])
  func `what is imported Python reads, pixels, keys, labels and mean`(channels: Int) throws {
    let shape = ImageShape(channels: channels, height: 6, width: 5)
    let pixels = (0..<1500).map { noise(shape.elements, seed: UInt32($0)) }
    let images = ImageSet(
      pixels: pixels.flatMap(\.self), shape: shape, labels: (0..<1500).map { Int32($0 % 7) }, name: "noise")
    for encoding in [ImportSettings.Encoding.none, .png] {
      var settings = ImportSettings()
      settings.encoding = encoding
      let output = folder("\(encoding)")
      let summary = try ImportJob(settings: settings, training: ImportList(images)).run(to: output)
      let expected = pixels.enumerated().map { index, pixels in
        "\(String(100_000_000 + index).dropFirst())_\(index % 7)\t\(index % 7)\t\(shape)\t\(checksum(pixels))"
      }
      #expect(try check("read", "\(output)/train_db") == expected)
      let mean = try #require(summary.mean)
      let bytes = mean.values.withUnsafeBytes { [UInt8]($0) }
      #expect(try check("mean", "\(output)/mean.binaryproto") == ["1x\(shape) \(checksum(bytes))"])
    }
  }
}
