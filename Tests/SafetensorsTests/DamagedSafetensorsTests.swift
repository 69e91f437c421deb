import Diagnostics
import Foundation
import Safetensors
import TestSupport
import Testing

/// A file that must be refused: its header, the number of its data bytes, and the refusal.
private struct Malformed: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var header: String
  var dataCount: Int
  var code: SafetensorsError.Code
  /// Words that the error must contain.
  var words: String

  init(_ name: String, _ header: String, data: Int = 0, _ code: SafetensorsError.Code, _ words: String) {
    (testDescription, self.header, dataCount, self.code, self.words) = (name, header, data, code, words)
  }

  /// The entry of a tensor.
  static func tensor(_ name: String, _ shape: String, _ offsets: String, type: String = "F32") -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  static let all = [
    Malformed("an empty header", "", .badHeader, "expected {, got the header's end"),
    Malformed("a header that is not JSON", "<html>", .badHeader, "wrong at byte 0"),
    Malformed("a header that is an array", "[]", .badHeader, "expected {"),
    Malformed("white space before the brace", " {}", .badHeader, "expected {"),
    Malformed("an open object", "{", .badHeader, "wrong at byte 1"),
    Malformed("a comma too many", "{\(tensor("a", "[1]", "[0,4]")),}", data: 4, .badHeader, "expected \""),
    Malformed("text after the object", "{} x", .badHeader, "the end of the header"),
    Malformed("a string that does not end", "{\"a", .badHeader, "the end of a string"),
    Malformed("a line break in a string", "{\"a\n\":{}}", .badHeader, "an escaped control character"),
    Malformed("an unknown escape", #"{"\q":{}}"#, .badHeader, "an escape of JSON"),
    Malformed("half a UTF-16 pair", #"{"\ud83d":{}}"#, .badHeader, "UTF-16 pair"),
    Malformed("a short escape", #"{"\u12":{}}"#, .badHeader, "four hexadecimal digits"),
    Malformed("a tensor that is not an object", #"{"a":1}"#, .badHeader, "expected {"),
    Malformed("a missing field", #"{"a":{"dtype":"F32","shape":[]}}"#, .badHeader, "two data_offsets of tensor a"),
    Malformed("an unknown field", #"{"a":{"type":"F32"}}"#, .badHeader, "dtype, shape or data_offsets"),
    Malformed("three offsets", "{\(tensor("a", "[1]", "[0,4,8]"))}", data: 8, .badHeader, "two data_offsets"),
    Malformed("a negative size", "{\(tensor("a", "[-1]", "[0,4]"))}", data: 4, .badHeader, "an integer"),
    Malformed("a fraction", "{\(tensor("a", "[1.5]", "[0,4]"))}", data: 4, .badHeader, "expected ]"),
    Malformed("a leading zero", "{\(tensor("a", "[01]", "[0,4]"))}", data: 4, .badHeader, "an integer"),
    Malformed("a size above 63 bits", "{\(tensor("a", "[9223372036854775808]", "[0,4]"))}", .badHeader, "2⁶³"),
    Malformed("metadata that are not strings", #"{"__metadata__":{"step":1}}"#, .badHeader, "expected \""),
    Malformed("a short checksum", #"{"__metadata__":{"crc32":"12"}}"#, .badHeader, "8 digits"),
    Malformed("a wrong checksum", #"{"__metadata__":{"crc32":"12345678"}}"#, .damaged, "checksum 12345678"),
    Malformed(
      "a tensor twice", "{\(tensor("a", "[1]", "[0,4]")),\(tensor("a", "[1]", "[4,8]"))}", data: 8, .duplicateName,
      #""a" occurs twice"#),
    Malformed("metadata twice", #"{"__metadata__":{},"__metadata__":{}}"#, .duplicateName, "__metadata__"),
    Malformed("a metadata key twice", #"{"__metadata__":{"a":"","a":""}}"#, .duplicateName, "__metadata__.a"),
    Malformed("a field twice", #"{"a":{"dtype":"F32","dtype":"F32"}}"#, .duplicateName, "a.dtype"),
    Malformed("half precision", "{\(tensor("a", "[2]", "[0,4]", type: "F16"))}", data: 4, .unsupportedType, "got F16"),
    Malformed(
      "an unknown type", "{\(tensor("a", "[2]", "[0,4]", type: "X"))}", data: 4, .unsupportedType, "F32"),
    Malformed(
      "an overlap", "{\(tensor("a", "[2]", "[0,8]")),\(tensor("b", "[2]", "[4,12]"))}", data: 12, .badLayout,
      "tensor b overlaps"),
    Malformed(
      "a gap", "{\(tensor("a", "[1]", "[0,4]")),\(tensor("b", "[1]", "[8,12]"))}", data: 12, .badLayout,
      "tensor b starts after a gap"),
    Malformed("a gap at the start", "{\(tensor("a", "[1]", "[4,8]"))}", data: 8, .badLayout, "gap"),
    Malformed(
      "an end before the beginning",
      "{\(tensor("a", "[0]", "[0,0]")),\(tensor("b", "[1]", "[0,4]")),"
        + "\(tensor("c", "[1]", "[4,0]"))}", data: 4, .badLayout, "ends before its start"),
    Malformed(
      "another size than the shape", "{\(tensor("a", "[3]", "[0,8]"))}", data: 8, .badLayout, "12 bytes, got 8"),
    Malformed(
      "a shape whose product overflows", "{\(tensor("a", "[4294967296,4294967296]", "[0,4]"))}", data: 4, .badLayout,
      "too large"),
    Malformed(
      "a shape whose bytes overflow", "{\(tensor("a", "[4611686018427387904]", "[0,0]"))}", .badLayout, "too large"),
    Malformed("bytes after the last tensor", "{\(tensor("a", "[1]", "[0,4]"))}", data: 5, .badLayout, "bytes follow"),
    Malformed("missing data", "{\(tensor("a", "[2]", "[0,8]"))}", data: 7, .truncated, "cut short"),
    Malformed(
      "data far beyond the end", "{\(tensor("a", "[2305843009213693951]", "[0,9223372036854775804]"))}", data: 4,
      .truncated, "more than"),
  ]
}

/// Damaged safetensors files.
@Suite struct DamagedSafetensorsTests {
  @Test(arguments: Malformed.all)
  private func `a malformed file is refused in one line that says what and where`(_ sample: Malformed) throws {
    let folder = try TemporaryFolder()
    let length = withUnsafeBytes(of: UInt64(sample.header.utf8.count).littleEndian, Array.init)
    try put(length + Array(sample.header.utf8) + Array(repeating: 0, count: sample.dataCount), at: folder("a"))
    let error = try #require(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("a")) }
    #expect(error.code == sample.code, "\(error)")
    #expect(error.description.contains(sample.words), "\(error)")
    #expect(error.description.hasPrefix(folder("a")) && !error.description.contains("\n"))
  }

  @Test func `text that is not UTF-8 is refused`() throws {
    let folder = try TemporaryFolder()
    let header: [UInt8] = Array("{\"".utf8) + [0xFF] + Array("\":{}}".utf8)
    try put([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header, at: folder("a"))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("a")) }
    #expect(error?.code == .badHeader)
  }

  @Test(arguments: [
    100_000_001, UInt64(Int.max), .max,
  ])
  func `a header's length out of range is refused before anything is read by it`(length: UInt64) throws {
    let folder = try TemporaryFolder()
    try put(withUnsafeBytes(of: length.littleEndian, Array.init) + [1, 2, 3], at: folder("a"))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("a")) }
    #expect(error?.code == .badHeader)
    #expect(error?.description.contains("got \(length)") == true)
  }

  @Test func `a file cut short anywhere is reported as cut short, with both lengths`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    let whole = try bytes(of: folder("a"))
    for count in whole.indices {
      try put(Array(whole[..<count]), at: folder("cut"))
      let error = try #require(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("cut")) }
      #expect(error.code == .truncated && error.description.contains("got \(count)"), "\(error)")
      #expect(error.description.contains("use another copy"))
    }
  }

  @Test func `a flipped bit anywhere is noticed`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    let whole = try bytes(of: folder("a"))
    var unchecked = 0
    for index in whole.indices {
      for bit in 0..<8 {
        var flipped = whole
        flipped[index] ^= 1 << bit
        try put(flipped, at: folder("b"))
        // Only a flip in the checksum's own name escapes the checksum, and such a file counts as not checked.
        if let file = try? SafetensorsFile.read(folder("b")) {
          #expect(!file.isChecked, "byte \(index), bit \(bit)")
          unchecked += 1
        }
      }
    }
    #expect(unchecked <= 8 * "crc32".utf8.count)
    var last = whole
    last[whole.count - 1] ^= 1
    try put(last, at: folder("b"))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("b")) }
    #expect(error?.code == .damaged)
  }
}
