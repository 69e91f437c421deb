import Foundation
import ImageFormats
import ImageShapes
import Randomness

extension ImageSource where Self == ImageSet {
  /// Smooth random pictures, always the same: each channel is a sum of four waves, of at most three periods along a side.
  ///
  /// - Parameters:
  ///   - count: The number of pictures.
  ///   - shape: Their shape.
  ///   - classes: The number of classes, which take turns; 0 for pictures without classes.
  static func drawn(_ count: Int, of shape: ImageShape, classes: Int) -> ImageSet {
    let labels = classes > 0 ? (0..<count).map { Int32($0 % classes) } : nil
    return ImageSet(count: count, shape: shape, labels: labels, name: "drawn pictures") { pixels in
      let source = Philox(seed: 0, purpose: .analyzing)
      for plane in 0..<count * shape.channels {
        let waves = (0..<4).map { wave in
          let bits = source.bits(sample: UInt32(plane), element: UInt32(wave))
          return (0..<4).map { bits[$0].unitInterval }
        }
        for place in 0..<shape.height * shape.width {
          let y = Double(place / shape.width) / Double(shape.height)
          let x = Double(place % shape.width) / Double(shape.width)
          let sum = waves.reduce(0) { sum, wave in
            sum + wave[3] * cos(2 * Double.pi * ((6 * wave[0] - 3) * x + (6 * wave[1] - 3) * y + wave[2]))
          }
          let amplitude = waves.reduce(0) { $0 + $1[3] }
          pixels[plane * shape.height * shape.width + place] = UInt8((127.5 * (1 + sum / amplitude)).rounded())
        }
      }
    }
  }
}
