import ImageShapes

/// Conversion between red first and blue first, the order of OpenCV, Caffe and DIGITS.
enum PlaneOrder {
  /// Copies three planes of `planeBytes` bytes each in reverse order.
  @inline(__always)
  static func copySwapped(
    from planes: UnsafeRawPointer, to target: UnsafeMutableRawPointer, planeBytes: Int
  ) {
    target.copyMemory(from: planes + 2 * planeBytes, byteCount: planeBytes)
    (target + planeBytes).copyMemory(from: planes + planeBytes, byteCount: planeBytes)
    (target + 2 * planeBytes).copyMemory(from: planes, byteCount: planeBytes)
  }

  /// The planes of an image, `[c, h, w]`, in reverse order if there are three.
  static func swapped<Number: BitwiseCopyable>(_ planes: UnsafeBufferPointer<Number>, _ shape: ImageShape) -> [Number] {
    guard shape.channels == 3 else { return Array(planes) }
    return [Number](unsafeUninitializedCapacity: planes.count) { target, count in
      if let from = planes.baseAddress, let to = target.baseAddress {
        let plane = shape.height * shape.width * MemoryLayout<Number>.stride
        copySwapped(from: from, to: to, planeBytes: plane)
      }
      count = planes.count
    }
  }
}
