import Foundation
import Tensors

extension Onnx_TensorProto {
  /// A tensor of `dimensions` with little-endian `bytes`.
  init(_ type: DataType, _ dimensions: [Int], bytes: Data) {
    self.init()
    dims = dimensions.map(Int64.init)
    dataType = Int32(type.rawValue)
    rawData = bytes
  }

  /// Numbers of 16 bits where `element` is `half`, else of 32.
  init(_ values: UnsafeBufferPointer<Float>, _ dimensions: [Int], _ element: ONNXElement) {
    if element == .half {
      self.init(.float16, dimensions, bytes: HalfFloat.bits(of: values).withUnsafeBytes { Data($0) })
    } else {
      self.init(.float, dimensions, bytes: Data(UnsafeRawBufferPointer(values)))
    }
  }

  /// Integers.
  init(_ values: [Int], _ dimensions: [Int]) {
    self.init(.int64, dimensions, bytes: Self.bytes(values.lazy.map(Int64.init)))
  }

  /// A number in double precision, `[]`.
  init(double value: Double) { self.init(.double, [], bytes: Self.bytes([value.bitPattern])) }

  private static func bytes<Words: Collection>(_ words: Words) -> Data where Words.Element: FixedWidthInteger {
    var bytes = Data(capacity: words.count * Words.Element.bitWidth / 8)
    for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes
  }
}
