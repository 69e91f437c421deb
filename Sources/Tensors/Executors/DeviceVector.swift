/// A vector of floats in the memory of an executor's device: all parameters of a model, their gradient, a moment, or a
/// moving average.
///
/// ``VectorArithmetic/makeVector(count:)`` makes one, and only the executor that made a vector works on it. Parameters lie
/// in it as a ``ParameterTable`` says. The executor may change a vector, or replace the memory behind it, in any call that
/// it is given to.
public protocol DeviceVector: AnyObject {
  /// The number of floats.
  var count: Int { get }

  /// Copies all floats to `host`, a vector of the same count, once the device has computed them.
  func read(into host: FlatVector)

  /// Replaces all floats by those of `host`, a vector of the same count.
  func write(_ host: FlatVector)
}

extension DeviceVector {
  /// All floats as one range.
  public var everything: [Range<Int>] { [0..<count] }

  /// A copy in host memory.
  public func hostCopy() -> FlatVector {
    let host = FlatVector(count: count)
    read(into: host)
    return host
  }
}
