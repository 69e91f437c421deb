internal import Diagnostics
public import Randomness

extension Picture {
  /// Resizes the picture.
  ///
  /// - Parameters:
  ///   - size: the new size.
  ///   - mode: how other proportions are handled.
  ///   - filter: the filter.
  ///   - noise: fills the padding.
  public func fitted(
    to size: PixelSize, mode: ResizeMode, filter: ResizeFilter = .area, noise: Philox
  ) -> Picture {
    require(size.width > 0 && size.height > 0, "expected a size of at least 1x1, got \(size)")
    let fit = PictureFit(from: PixelSize(width: width, height: height), to: size, mode: mode, filter: filter)
    return written(size) { fit.write(self, noise: noise, into: $0, layout: $1) }
  }

  /// A picture of `size` in the same colour model; `write` must write all bytes.
  func written(_ size: PixelSize, _ write: (UnsafeMutablePointer<UInt8>, PixelLayout) -> Void) -> Picture {
    let length = size.width * size.height * channels
    let layout = PixelLayout(interleaved: size, channels: channels)
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      buffer.baseAddress.map { write($0, layout) }
      count = length
    }
    return Picture(width: size.width, height: size.height, colour: colour, bytes: bytes)
  }
}
