internal import Foundation

extension Tensorboard_Summary.Value {
  /// The scalar, as it is written by this library and by TensorFlow 2; nil for values of other kinds.
  package var scalar: Double? {
    switch value {
    case .simpleValue(let number): return Double(number)
    case .tensor(let tensor) where tensor.tensorShape.dim.isEmpty && metadata.pluginData.pluginName == "scalars":
      if let number = tensor.floatVal.first { return Double(number) }
      if let number = tensor.doubleVal.first { return number }
      return tensor.tensorContent.withUnsafeBytes { bytes in
        switch (tensor.dtype, bytes.count) {
        case (.dtFloat, 4): Double(Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))))
        case (.dtDouble, 8): Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
        default: nil
        }
      }
    default: return nil
    }
  }
}
