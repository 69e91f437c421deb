internal import Diagnostics

/// What a `.npy` file says of itself; NumPy, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
public struct NPYHeader: Hashable, Sendable {
  /// The type of its numbers.
  public let element: NPYElement
  /// Whether the first index runs fastest.
  public let isFortranOrder: Bool
  /// The sizes, outermost first; empty for one number.
  public let shape: [Int]
  /// The bytes before the data.
  let headerBytes: Int

  /// The number of elements and their bytes, or nil where that overflows an `Int`.
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

  /// The longest header that is read, in bytes; NumPy itself refuses more than 10,000.
  static let greatestLength = 1 << 16

  /// Reads the header at the start of `bytes`, which may go on.
  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(NPYError) {
    guard bytes.count >= 12, bytes.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw NPYError(
        code: .notNPY,
        report: Report(
          "not a NumPy file", place: place, expected: "the bytes 93 NUMPY and a header",
          cure: "write it with numpy.save"))
    }
    let version = bytes[6]
    guard (1...3).contains(version), bytes[7] == 0 else {
      throw Self.malformed(place, expected: "format version 1.0, 2.0 or 3.0", got: "\(version).\(bytes[7])")
    }
    let start = version == 1 ? 10 : 12
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= Self.greatestLength else {
      throw Self.malformed(place, expected: "a header of up to \(Self.greatestLength) bytes", got: "\(length)")
    }
    guard bytes.count >= start + length else {
      throw NPYError(
        code: .truncated,
        report: Report(
          "the file ends within its header", place: place, expected: "\(start + length) bytes", got: "\(bytes.count)",
          cure: "fetch the file again"))
    }
    var literal = PythonLiteral(bytes[start..<start + length])
    guard let fields = literal.header() else {
      throw Self.malformed(
        place, expected: "{'descr': '|u1', 'fortran_order': False, 'shape': (…), }",
        got: String(decoding: bytes[start..<start + min(length, 80)], as: UTF8.self).debugDescription)
    }
    guard let element = NPYElement(descriptor: fields.descriptor) else {
      throw NPYError(
        code: .unsupportedElement,
        report: Report(
          "unsupported element type", place: place,
          expected: "bytes, integers, f4, f8 or booleans", got: fields.descriptor.debugDescription,
          cure: "save it as bytes: array.astype('uint8')"))
    }
    self.element = element
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    headerBytes = start + length
  }

  private static func malformed(_ place: String, expected: String, got: String) -> NPYError {
    NPYError(
      code: .malformedHeader,
      report: Report(
        "the header cannot be understood", place: place, expected: expected, got: got,
        cure: "write it with numpy.save"))
  }
}
