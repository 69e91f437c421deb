import Randomness

/// The random draws for one image in one epoch: a pure function of seed, epoch, index and kind.
package struct AugmentationDraws {
  /// The purpose of a draw; the raw value is part of the counter and must never change.
  enum Kind: UInt32 {
    case hsv = 1
    case contrast = 2
    case flip = 3
    case quarterRotation = 4
    case warp = 5
    case crop = 6
  }

  /// The first counter of the noise, four words each.
  private static let firstOfNoise: UInt32 = 256

  private let source: Philox
  private let sample: UInt32

  package init(seed: UInt64, epoch: Int, index: Int) {
    source = Philox(seed: seed, purpose: .augmenting, step: epoch)
    sample = UInt32(index)
  }

  /// Four words for one kind; a kind that needs more uses `part` 0 to 7.
  func words(_ kind: Kind, part: UInt32 = 0) -> SIMD4<UInt32> {
    source.bits(sample: sample, element: kind.rawValue + 32 * part)
  }

  /// The `block`-th four words of noise.
  func noise(block: UInt32) -> SIMD4<UInt32> { source.bits(sample: sample, element: Self.firstOfNoise &+ block) }
}

extension UInt32 {
  /// These random bits as an integer from 0 to `count` - 1.
  func scaled(below count: Int) -> Int { Int((UInt64(self) * UInt64(count)) >> 32) }

  /// These random bits as a number in [-1, 1).
  var aroundZero: Double { 2 * unitInterval - 1 }
}
