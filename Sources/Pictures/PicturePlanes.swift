internal import Diagnostics
public import ImageShapes

// Networks see channels as planes, `[c, h, w]`; picture files interleave them, `[h, w, c]`.
extension Picture {
  /// Creates a picture from pixels in [0, 1], `[c, h, w]` with 1 or 3 channels; clamps others, NaN becomes 0.
  public init(planes: some Collection<Float>, shape: ImageShape) {
    self.init(bytePlanes: planes.map { UInt8((($0 > 0 ? min($0, 1) : 0) * 255).rounded()) }, shape: shape)
  }

  /// Creates a picture from bytes `[c, h, w]` with 1 or 3 channels.
  public init(bytePlanes: some Collection<UInt8>, shape: ImageShape) {
    guard let colour = Colour(rawValue: shape.channels) else {
      fatalError("expected 1 or 3 channels, got \(shape.channels)")
    }
    require(bytePlanes.count == shape.elements, "\(bytePlanes.count) bytes do not make an image of \(shape)")
    let planes = Array(bytePlanes)
    let channels = shape.channels
    let bytes = [UInt8](unsafeUninitializedCapacity: planes.count) { target, count in
      planes.withUnsafeBufferPointer { source in
        let plane = source.count / channels
        for c in 0..<channels {
          for pixel in 0..<plane { target[pixel * channels + c] = source[c * plane + pixel] }
        }
      }
      count = target.count
    }
    self.init(width: shape.width, height: shape.height, colour: colour, bytes: bytes)
  }

  /// The shape of ``bytePlanes``.
  public var shape: ImageShape { ImageShape(channels: channels, height: height, width: width) }

  /// The bytes as planes, `[c, h, w]`.
  public var bytePlanes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      writePlanes(into: target)
      count = target.count
    }
  }

  /// Writes the bytes as planes, `[c, h, w]`.
  func writePlanes(into target: UnsafeMutableBufferPointer<UInt8>) {
    let plane = width * height
    let channels = channels
    bytes.withUnsafeBufferPointer { source in
      for c in 0..<channels {
        for pixel in 0..<plane { target[c * plane + pixel] = source[pixel * channels + c] }
      }
    }
  }
}
