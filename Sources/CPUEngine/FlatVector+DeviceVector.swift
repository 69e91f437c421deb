public import Tensors

/// The vectors of this engine are host memory, used in place.
extension FlatVector: DeviceVector {
  public func read(into host: FlatVector) { host.copyAll(of: self) }

  public func write(_ host: FlatVector) {
    // Other processes may still read what they share.
    leaveSharedMemory()
    copyAll(of: host)
  }
}

extension DeviceVector {
  /// The vector's memory.
  var inHostMemory: FlatVector {
    guard let vector = self as? FlatVector else { fatalError("the vector belongs to another executor") }
    return vector
  }
}

extension FlatVector {
  /// The elements as numbers in double precision, two floats each, for writing.
  func changingDoubles() -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(changing()).assumingMemoryBound(to: Double.self)
  }

  /// Moves the numbers in double precision towards those of `other` by a part of the distance.
  func interpolateDoubles(towards other: FlatVector, by share: Double) {
    let (x, y) = (changingDoubles(), UnsafeRawPointer(other.pointer).assumingMemoryBound(to: Double.self))
    for index in 0..<count / 2 { x[index] += share * (y[index] - x[index]) }
  }
}
