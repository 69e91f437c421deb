import ImageShapes

/// The order of colours in stored images: OpenCV, Caffe and DIGITS put blue first.
enum PlaneOrder {
  /// Copies three planes of `planeBytes` bytes each in the other order of colours.
  @inline(__always)
  static func copySwapped(
    from planes: UnsafeRawPointer, to target: UnsafeMutableRawPointer, planeBytes: Int
  ) {
    target.copyMemory(from: planes + 2 * planeBytes, byteCount: planeBytes)
    (target + planeBytes).copyMemory(from: planes + planeBytes, byteCount: planeBytes)
    (target + 2 * planeBytes).copyMemory(from: planes, byteCount: planeBytes)
  }

  /// The planes of an image, `[c, h, w]`, in the other order of colours, where it has colours.
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
