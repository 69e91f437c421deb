/// A vector of floats in a device's memory: parameters, their gradient, a moment, or a moving average.
///
/// ``VectorArithmetic/makeVector(count:)`` creates one; only the executor that created it can use it. Parameters are
/// laid out by a ``ParameterTable``. The executor may change the vector, or replace its memory, in any call that
/// receives it.
public protocol DeviceVector: AnyObject {
  /// The number of floats.
  var count: Int { get }

  /// Copies all elements to `host`, a vector of the same count, after pending computations.
  func read(into host: FlatVector)

  /// Replaces all elements by those of `host`, a vector of the same count.
  func write(_ host: FlatVector)
}

extension DeviceVector {
  /// The range of all elements, as a list.
  public var everything: [Range<Int>] { [0..<count] }

  /// A copy in host memory.
  public func hostCopy() -> FlatVector {
    let host = FlatVector(count: count)
    read(into: host)
    return host
  }
}
