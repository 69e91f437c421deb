internal import Diagnostics

/// The header of a `.npy` file; NumPy, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
public struct NPYHeader: Hashable, Sendable {
  /// The element type.
  public let element: NPYElement
  /// Whether the first index varies fastest.
  public let isFortranOrder: Bool
  /// The sizes, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The number of bytes before the data.
  let headerBytes: Int

  /// The length of the data in bytes; nil if it overflows an `Int`.
  var dataBytes: Int? {
    var total = element.bytes
    for size in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      total = product
    }
    let (_, overflow) = total.addingReportingOverflow(headerBytes)
    return overflow ? nil : total
  }

  /// The maximum length of a header in bytes; NumPy itself accepts 10,000.
  static let maxLength = 1 << 16

  /// Parses the header at the start of `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(ImageFileError) {
    guard bytes.count >= 12, bytes.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw ImageFileError(
        .wrongFormat, "not a NumPy file", place: place, expected: "the bytes 93 NUMPY and a header",
        cure: "write it with numpy.save")
    }
    let version = bytes[6]
    guard (1...3).contains(version), bytes[7] == 0 else {
      throw Self.malformed(place, expected: "format version 1.0, 2.0 or 3.0", got: "\(version).\(bytes[7])")
    }
    let start = version == 1 ? 10 : 12
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= Self.maxLength else {
      throw Self.malformed(place, expected: "a header of up to \(Self.maxLength) bytes", got: "\(length)")
    }
    guard bytes.count >= start + length else {
      throw ImageFileError(
        .truncated, "the file ends within its header", place: place, expected: "\(start + length) bytes",
        got: "\(bytes.count)",
        cure: "fetch the file again")
    }
    var literal = PythonLiteral(bytes[start..<start + length])
    guard let fields = literal.header() else {
      throw Self.malformed(
        place, expected: "{'descr': '|u1', 'fortran_order': False, 'shape': (…), }",
        got: String(decoding: bytes[start..<start + min(length, 80)], as: UTF8.self).debugDescription)
    }
    guard let element = NPYElement(descriptor: fields.descriptor) else {
      throw ImageFileError(
        .unsupported, "unsupported element type", place: place,
        expected: "bytes, integers, f2, f4, f8 or booleans", got: fields.descriptor.debugDescription,
        cure: "save it as bytes: array.astype('uint8')")
    }
    self.element = element
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    headerBytes = start + length
  }

  private static func malformed(_ place: String, expected: String, got: String) -> ImageFileError {
    ImageFileError(
      .corrupt, "the header is malformed", place: place, expected: expected, got: got,
      cure: "write it with numpy.save")
  }
}
