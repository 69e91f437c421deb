import Diagnostics
import Tensors

/// A vector of floats in the memory of an executor's device.
///
/// A device's arrays never change: what changes a vector gives it another array, which mostly has the memory of the last.
final class XLAVector: DeviceVector {
  let count: Int
  var buffer: Buffer
  private let executor: XLAExecutor

  init(_ buffer: Buffer, count: Int, executor: XLAExecutor) {
    (self.buffer, self.count, self.executor) = (buffer, count, executor)
  }

  func read(into host: FlatVector) {
    require(host.count == count, "cannot copy \(count) floats to a vector of \(host.count)")
    host.withUnsafeMutableBuffer { executor.read(buffer, into: UnsafeMutableRawBufferPointer($0)) }
  }

  func write(_ host: FlatVector) {
    require(host.count == count, "cannot copy \(host.count) floats to a vector of \(count)")
    buffer = host.withUnsafeBuffer { executor.send(UnsafeRawBufferPointer($0), TensorType(.f32, [count])) }
  }
}

@available(*, unavailable)
extension XLAVector: Sendable {}

extension DeviceVector {
  /// `self`, which an executor of this engine must have made.
  var onDevice: XLAVector {
    guard let vector = self as? XLAVector else { fatalError("the vector belongs to another executor") }
    return vector
  }
}
