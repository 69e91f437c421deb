import Hourglass

/// Images in memory as numbers.
final class PixelImages: ImageSource {
  let name = "pixels"
  let source: String? = nil
  let shape: ImageShape
  let labels: [Int32]?
  let fingerprint = "00000000"
  let hasFractions = true
  private let pixels: [Float]

  /// - Parameters:
  ///   - pixels: `[n, c, h, w]`, from 0 for black to 1 for white; values may lie outside.
  ///   - shape: The shape of an image.
  ///   - labels: The class of each image, if known.
  init(_ pixels: [Float], shape: ImageShape, labels: [Int32]? = nil) {
    (self.pixels, self.shape, self.labels) = (pixels, shape, labels)
  }

  var count: Int { pixels.count / shape.elements }

  func read(_ index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    for (place, pixel) in image(index).enumerated() { bytes[place] = UInt8((max(0, min(1, pixel)) * 255).rounded()) }
  }

  func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) {
    for (place, pixel) in image(index).enumerated() { levels[place] = pixel * 255 }
  }

  private func image(_ index: Int) -> ArraySlice<Float> {
    pixels[index * shape.elements..<(index + 1) * shape.elements]
  }
}
