public import Tensors

/// The device of this engine works in host memory, so that its vectors are plain memory: whatever reads or changes one does
/// so in place.
extension FlatVector: DeviceVector {
  public func read(into host: FlatVector) { host.copyAll(of: self) }
  public func write(_ host: FlatVector) { copyAll(of: host) }
}

extension DeviceVector {
  /// The vector's memory.
  var inHostMemory: FlatVector {
    guard let vector = self as? FlatVector else { fatalError("the CPU was given a vector of another executor") }
    return vector
  }
}
