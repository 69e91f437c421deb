import Files
import Foundation

/// A tensor to be written to a safetensors file.
public struct SafetensorsRecord {
  /// The tensor's name, unique in the file.
  public var name: String
  /// The dimensions; empty for a scalar.
  public var shape: [Int]
  /// The elements, row-major, as many as the shape has.
  ///
  /// They are not copied, and must not change until the file is written.
  public var elements: UnsafeBufferPointer<Float>

  /// Creates a record; the parameters are its properties.
  public init(_ name: String, shape: [Int], _ elements: UnsafeBufferPointer<Float>) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(elements) }
}

/// Writes safetensors files; equal tensors and metadata give equal bytes.
public enum SafetensorsWriter {
  /// Replaces the file at `path`, whole or not at all.
  ///
  /// - Parameters:
  ///   - tensors: The tensors, which keep their order.
  ///   - metadata: Texts by name, to which the checksum is added as `crc32`.
  ///   - path: The file's path.
  /// - Throws: ``SafetensorsError`` when names repeat, are reserved, or a shape and its elements differ in number;
  ///   `AtomicFileError` when the system cannot write the file. The old file is then untouched.
  public static func write(
    _ tensors: [SafetensorsRecord], metadata: [String: String] = [:], to path: String
  ) throws {
    let blank = String(repeating: "0", count: SafetensorsFormat.checksumDigits)
    for tensor in tensors where elementCount(tensor.shape) != tensor.elements.count {
      throw SafetensorsError(
        .cannotRepresent, "the shape of \(tensor.name) does not fit its elements", path: path,
        expected: "a shape of \(tensor.elements.count) elements", got: "\(tensor.shape)")
    }
    let shapes = tensors.map { ($0.name, $0.shape) }
    let unchecked = try prefix(shapes, metadata: metadata, checksum: blank, path: path)
    var checksum = Checksum()
    unchecked.withUnsafeBytes { checksum.append($0) }
    for tensor in tensors { checksum.append(tensor.bytes) }

    let checked = try prefix(shapes, metadata: metadata, checksum: checksum.digits, path: path)
    let byteCount = tensors.reduce(checked.count) { $0 + $1.bytes.count }
    try AtomicFile.write(to: path, byteCount: byteCount) { file in
      try checked.withUnsafeBytes { try file.append($0) }
      for tensor in tensors { try file.append(tensor.bytes) }
    }
  }

  /// The bytes before the data: the header's length and the padded header, `length` bytes or more.
  static func prefix(
    _ tensors: [(name: String, shape: [Int])], metadata: [String: String], checksum: String, path: String,
    length: Int = 0
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
        throw refuse("two tensors have the same name", expected: "names used once", got: tensor.name)
      }
      let elements = elementCount(tensor.shape).map {
        $0.multipliedReportingOverflow(by: SafetensorsFormat.elementBytes)
      }
      guard let elements, !elements.overflow, elements.partialValue <= Int.max - offset else {
        throw refuse(
          "the shape of \(tensor.name) is too large", expected: "a size that fits 63 bits", got: "\(tensor.shape)")
      }
      let end = offset + elements.partialValue
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(SafetensorsFormat.elementType)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    let alignment = SafetensorsFormat.dataAlignment
    let aligned = (SafetensorsFormat.lengthBytes + header.count + alignment - 1) / alignment * alignment
    let blanks = max(aligned, length) - SafetensorsFormat.lengthBytes - header.count
    header += Array(repeating: UInt8(ascii: " "), count: blanks)
    guard header.count <= SafetensorsFormat.maxHeaderBytes else {
      throw refuse(
        "the header is too long", expected: "at most \(SafetensorsFormat.maxHeaderBytes) bytes", got: "\(header.count)")
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
