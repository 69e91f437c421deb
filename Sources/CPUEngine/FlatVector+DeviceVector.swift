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
