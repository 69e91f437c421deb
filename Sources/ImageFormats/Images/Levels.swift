import Pictures

extension ValueRange {
  /// The range of bytes without a stated range: zeros and ones, with at least one of these, are black and white.
  static func recognised(_ bytes: some Sequence<UInt8>, place: String, note: ((String) -> Void)?) -> ValueRange {
    var maximum: UInt8 = 0
    for byte in bytes where byte > 0 {
      guard byte == 1 else { return .bytes }
      maximum = 1
    }
    guard maximum == 1 else { return .bytes }
    note?("\(place): zeros and ones are read as black and white; --value-range 0..255 says otherwise")
    return .unit
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Replaces each byte by its level in `range`, or in the range that is recognised.
  func bring(to range: ValueRange?, place: String, note: ((String) -> Void)?) {
    guard let levels = (range ?? .recognised(self, place: place, note: note)).levels else { return }
    for i in indices { self[i] = levels[Int(self[i])] }
  }
}
