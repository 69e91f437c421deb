import ImageData

extension ImageBatch {
  /// The bytes of the image at `place`, one of ``indices``.
  func bytes(_ place: Int32) -> [UInt8] {
    guard case .bytes(let pixels) = pixels else { return [] }
    return withExtendedMemory {
      Array(UnsafeBufferPointer(start: pixels + Int(place) * pixelsPerImage, count: pixelsPerImage))
    }
  }

  /// The levels of the image at `place`, one of ``indices``.
  func levels(_ place: Int32) -> [Float] {
    guard case .levels(let pixels, let factor, let summand) = pixels else { return [] }
    return withExtendedMemory {
      UnsafeBufferPointer(start: pixels + Int(place) * pixelsPerImage, count: pixelsPerImage)
        .map { $0 * factor + summand }
    }
  }
}
