import Files
import Foundation

/// A tensor to be written to a safetensors file.
public struct SafetensorsRecord {
  /// The elements, row-major.
  public enum Elements {
    /// Memory that must stay as it is until the file is written; it is not copied.
    case float32(UnsafeBufferPointer<Float>)
    /// Signed integers.
    case int64([Int64])
    /// Unsigned integers.
    case uint64([UInt64])
  }

  /// The tensor's name, unique in the file.
  public var name: String
  /// The size of each dimension; empty for a single number.
  public var shape: [Int]
  /// As many elements as the shape has.
  public var elements: Elements

  /// The tensor `name` with this shape and these elements.
  public init(_ name: String, shape: [Int], _ elements: Elements) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  /// The single number `value`, as a tensor of shape [].
  public init(_ name: String, _ value: UInt64) { self.init(name, shape: [], .uint64([value])) }

  /// The single number `value`, as a tensor of shape [].
  public init(_ name: String, _ value: Int64) { self.init(name, shape: [], .int64([value])) }

  var type: SafetensorsElement {
    switch elements {
    case .float32: .float32
    case .int64: .int64
    case .uint64: .uint64
    }
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch elements {
    case .float32(let floats): try body(UnsafeRawBufferPointer(floats))
    case .int64(let integers): try integers.withUnsafeBytes(body)
    case .uint64(let integers): try integers.withUnsafeBytes(body)
    }
  }
}

/// Writes tensors in the safetensors format; equal tensors and metadata give equal bytes.
public enum SafetensorsWriter {
  /// Replaces the file at `path` by one with these tensors, whole or not at all.
  ///
  /// The integer tensors come first, so that every element is aligned, otherwise the order is that of `tensors`.
  /// The metadata gain the key `crc32`, by which a reader notices a changed byte.
  ///
  /// - Throws: ``SafetensorsError`` when names repeat, are reserved, or a shape and its elements differ in number;
  ///   `AtomicFileError` when the system cannot write the file. The old file is then untouched.
  public static func write(
    _ tensors: [SafetensorsRecord], metadata: [String: String] = [:], to path: String
  ) throws {
    let ordered = tensors.filter { $0.type != .float32 } + tensors.filter { $0.type == .float32 }
    let blank = String(repeating: "0", count: SafetensorsFormat.checksumDigits)
    let unchecked = try prefix(ordered, metadata: metadata, checksum: blank, path: path)
    var checksum = Checksum()
    unchecked.withUnsafeBytes { checksum.append($0) }
    for tensor in ordered { tensor.withBytes { checksum.append($0) } }

    let checked = try prefix(ordered, metadata: metadata, checksum: checksum.digits, path: path)
    let byteCount = ordered.reduce(checked.count) { $0 + $1.withBytes(\.count) }
    try AtomicFile.write(to: path, byteCount: byteCount) { file in
      try checked.withUnsafeBytes { try file.append($0) }
      for tensor in ordered { try tensor.withBytes { try file.append($0) } }
    }
  }

  /// Everything before the data: the header's length and the padded header.
  private static func prefix(
    _ tensors: [SafetensorsRecord], metadata: [String: String], checksum: String, path: String
  ) throws(SafetensorsError) -> [UInt8] {
    func refuse(_ what: String, expected: String, got: String) -> SafetensorsError {
      SafetensorsError(.cannotRepresent, what, path: path, expected: expected, got: got)
    }

    guard metadata[SafetensorsFormat.checksumKey] == nil else {
      throw refuse("a metadata key is reserved", expected: "another key", got: SafetensorsFormat.checksumKey)
    }
    let notes = metadata.merging([SafetensorsFormat.checksumKey: checksum]) { $1 }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(quoted($0.key)):\(quoted($0.value))" }
    var entries = ["\(quoted(SafetensorsFormat.metadataKey)):{\(notes.joined(separator: ","))}"]
    var names: Set<String> = [SafetensorsFormat.metadataKey]
    var offset = 0
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw refuse("two tensors have one name", expected: "names used once", got: tensor.name)
      }
      let byteCount = tensor.withBytes(\.count)
      let count = byteCount / tensor.type.byteCount
      guard elementCount(tensor.shape) == count else {
        throw refuse(
          "the shape of \(tensor.name) does not fit its elements", expected: "a shape of \(count) elements",
          got: "\(tensor.shape)")
      }
      let end = offset + byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    let overhang = (SafetensorsFormat.lengthBytes + header.count) % SafetensorsFormat.dataAlignment
    if overhang > 0 {
      header += Array(repeating: UInt8(ascii: " "), count: SafetensorsFormat.dataAlignment - overhang)
    }
    guard header.count <= SafetensorsFormat.longestHeader else {
      throw refuse(
        "the header is too long", expected: "at most \(SafetensorsFormat.longestHeader) bytes", got: "\(header.count)")
    }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + header
  }

  /// `text` as a JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
