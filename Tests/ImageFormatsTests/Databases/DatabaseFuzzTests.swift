import Foundation
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Damaged bytes give images or typed errors, never a crash.
struct DatabaseFuzzTests {
  static let datums: [[UInt8]] = {
    var floats = Caffe_Datum()
    (floats.channels, floats.height, floats.width, floats.floatData) = (1, 1, 3, [1, 2, 300])
    let made: [[UInt8]?] = [
      try? datum([1, 2, 3, 4, 5, 6], 3, 1, 2, label: 3), try? datum([9, 8], 1, 2, 1, label: -1),
      try? datum(file: [0x89, 0x50, 0x4E, 0x47]), try? floats.encoded(),
      // A packed list of floats, a group, fields that Datum does not know.
      [0x08, 1, 0x10, 1, 0x18, 1, 0x32, 4, 0, 0, 0x80, 0x3F, 0x4B, 0x08, 1, 0x4C, 0x51, 1, 2, 3, 4, 5, 6, 7, 8],
    ]
    return made.compactMap(\.self)
  }()

  @Test func `the fields of 100,000 damaged Datums are those that SwiftProtobuf finds`() throws {
    try #require(Self.datums.count == 5)
    var good = 0
    for bytes in DatabaseMutations(Self.datums, count: 100_000) {
      let reference = try? Caffe_Datum(encoded: bytes)
      let fields = bytes.withUnsafeBytes { DatumFields($0) }
      guard let reference, let fields else {
        #expect(reference == nil && fields == nil, "\(bytes)")
        continue
      }
      good += 1
      let data = fields.data.map { Data(bytes[$0]) } ?? Data()
      guard fields.channels == reference.channels, fields.height == reference.height,
        fields.width == reference.width, data == reference.data, fields.label ?? 0 == reference.label,
        (fields.label != nil) == reference.hasLabel, fields.floatCount == reference.floatData.count,
        fields.firstFloat?.bitPattern == reference.floatData.first?.bitPattern,
        fields.isEncoded == reference.encoded
      else {
        Issue.record("\(bytes)")
        continue
      }
      if let content = try? fields.content(of: "record") {
        if case .planes(let shape, let range) = content { #expect(range.count == shape.elements) }
      }
    }
    #expect(good > 10_000)
  }

  @Test func `100,000 damaged mean images are mean images or errors`() throws {
    var blob = Caffe_BlobProto()
    (blob.num, blob.channels, blob.height, blob.width) = (1, 3, 1, 2)
    blob.data = [1, 2, 3, 4, 5, 250.5]
    var shaped = Caffe_BlobProto()
    shaped.shape.dim = [1, 1, 2, 2]
    shaped.doubleData = [0, 1, 2, 255]
    let seeds = try [blob, shaped].map { try $0.encoded() }
    let file = MeanFile(path: "mean")
    var good = 0
    for bytes in DatabaseMutations(seeds, count: 100_000) {
      do {
        let mean = try bytes.withUnsafeBytes { try file.decoded($0) }
        good += 1
        #expect(mean.values.count == mean.shape.elements)
      } catch {
        #expect(error is ImageFileError, "\(error)")
      }
    }
    #expect(good > 1000)
  }

  /// The bytes of a database with branches, leaves, values within their leaf and on pages of their own.
  private func smallDatabase(_ folder: TemporaryFolder) throws -> [UInt8] {
    let values = try (0..<24).map {
      try datum(noise($0 == 5 ? 5000 : 300, seed: UInt32($0)), 1, 3, $0 == 5 ? 1667 : 100)
    }
    let keys = (0..<24).map { "\(100 + $0)" + String(repeating: "k", count: 200) }
    return try bytes(of: try folder.database(values, keys: keys) + "/data.mdb")
  }

  @Test func `the trees of 100,000 damaged databases lie within their files`() throws {
    let database = try smallDatabase(try TemporaryFolder())
    var good = 0
    var codes: Set<ImageFileError.Code> = []
    for bytes in DatabaseMutations([database], count: 100_000) {
      bytes.withUnsafeBytes { file in
        do throws(ImageFileError) {
          let (first, second) = try LMDBHeader.pair(file, path: "db")
          let header = first.transaction > second.transaction ? first : second
          for record in try LMDBTree.records(of: file, header: header, path: "db") {
            guard record.keyOffset >= 0, record.keyOffset + Int(record.keyBytes) <= file.count,
              record.valueOffset >= 0, record.valueOffset + Int(record.valueBytes) <= file.count
            else {
              Issue.record("\(record) in \(file.count) bytes")
              return
            }
          }
          good += 1
        } catch {
          codes.insert(error.code)
        }
      }
    }
    #expect(good > 10_000)
    #expect(codes.isSuperset(of: [.corrupt, .truncated, .wrongFormat]))
  }

  @Test func `damaged files are opened and read without a crash`() throws {
    let folder = try TemporaryFolder()
    let database = try smallDatabase(folder)
    try FileManager.default.createDirectory(atPath: folder("bad"), withIntermediateDirectories: true)
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 4, height: 4)
    var good = 0
    for bytes in DatabaseMutations([database], count: 3000, seed: 2) {
      try put(bytes, at: folder("bad/data.mdb"))
      do {
        let images = try DatumImages.open(folder("bad"), reading: reading)
        for index in 0..<images.count { _ = try? images.pixels(at: index) }
        good += 1
      } catch {
        #expect(error is ImageFileError || error is ImageFileError || error is PictureError, "\(error)")
      }
    }
    #expect(good > 300)
  }
}
