extension Picture {
  /// Writes the picture, each pixel as a square of `factor` x `factor`, to interleaved bytes of as many channels.
  ///
  /// - Parameters:
  ///   - factor: The side of a pixel's square, at least 1.
  ///   - bytes: `[h, w, c]`, which the picture fits into.
  ///   - width: The width of `bytes`.
  ///   - x: The column of the left edge.
  ///   - y: The row of the upper edge.
  package func place(magnifiedBy factor: Int, in bytes: inout [UInt8], width: Int, x: Int, y: Int) {
    let channels = channels
    for v in 0..<height * factor {
      for u in 0..<self.width * factor {
        let from = (v / factor * self.width + u / factor) * channels
        let to = ((y + v) * width + x + u) * channels
        for c in 0..<channels { bytes[to + c] = self.bytes[from + c] }
      }
    }
  }
}
