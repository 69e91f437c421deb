internal import Foundation
package import ImageShapes
package import Pictures
import Randomness

/// Rotation and rescaling of an image in one bilinear step.
///
/// As DIGITS' Torch `warp`: the visible part of the plane becomes 1 + s times as wide and high, its middle moves by up to s
/// of half the size on each axis, and it turns around the image's middle. Outside the image, the pixels of the edge are
/// repeated (torch/image, `warp` with `clamp_mode` `clamp`).
package struct Warp {
  /// The clockwise rotation in degrees.
  package var angle: Double
  /// The relative growth of the visible part; negative to enlarge the image.
  package var growth: Double
  /// The shift of the middle, in halves of the image's width and height.
  package var shift: (across: Double, down: Double)

  package init(angle: Double, growth: Double = 0, shift: (across: Double, down: Double) = (0, 0)) {
    (self.angle, self.growth, self.shift) = (angle, growth, shift)
  }

  /// The scale is clamped to this many standard deviations.
  static let maxDeviations = 3.0

  /// Draws the warp of one image: the angle is uniform within ± `rotation` degrees, the growth normal with the standard
  /// deviation `rescale`.
  package init(_ draws: AugmentationDraws, rotation: Double, rescale: Double) {
    let (first, second) = (draws.words(.warp), draws.words(.warp, part: 1))
    angle = rotation * first[0].aroundZero
    growth = rescale * min(max(Philox.normal(second[0], second[1]), -Self.maxDeviations), Self.maxDeviations)
    shift = (growth * first[1].aroundZero, growth * first[2].aroundZero)
  }

  /// Writes the window of `size` at (`top`, `left`) of the warped image; the two must not overlap.
  package func warp<P: Pixel>(
    _ pixels: UnsafePointer<P>, _ shape: ImageShape, top: Int, left: Int, size: PixelSize,
    into result: UnsafeMutablePointer<P>
  ) {
    let (plane, target) = (shape.height * shape.width, size.width * size.height)
    let (right, bottom) = (Float(shape.width - 1), Float(shape.height - 1))
    let (middleX, middleY) = (right / 2, bottom / 2)
    let radians = angle * .pi / 180
    let (cosine, sine) = (Float((1 + growth) * cos(radians)), Float((1 + growth) * sin(radians)))
    let fromX = middleX + middleX * Float(shift.across)
    let fromY = middleY + middleY * Float(shift.down)
    for row in 0..<size.height {
      let y = Float(top + row) - middleY
      for column in 0..<size.width {
        let x = Float(left + column) - middleX
        let sourceX = min(max(fromX + (cosine * x + sine * y), 0), right)
        let sourceY = min(max(fromY + (cosine * y - sine * x), 0), bottom)
        let (across, down) = (Int(sourceX), Int(sourceY))
        let (shareX, shareY) = (sourceX - Float(across), sourceY - Float(down))
        let next = across + 1 < shape.width ? 1 : 0
        let below = down + 1 < shape.height ? shape.width : 0
        var from = pixels + down * shape.width + across
        var to = result + row * size.width + column
        for _ in 0..<shape.channels {
          let (a, b) = (from[0].level, from[next].level)
          let (c, d) = (from[below].level, from[below + next].level)
          let upper = a + (b - a) * shareX
          let lower = c + (d - c) * shareX
          to.pointee = P(level: upper + (lower - upper) * shareY)
          from += plane
          to += target
        }
      }
    }
  }
}
