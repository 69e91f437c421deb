/// The purpose of a random draw; draws for different purposes are independent.
///
/// The raw value is part of the draw's counter: never renumber.
public enum RandomPurpose: UInt32, Sendable {
  /// The initial value of a parameter; `step` is the parameter's index.
  case initialization = 1
  /// The order of the training images; `step` is the epoch.
  case shuffling = 2
  /// The choice of images for validation.
  case splitting = 3
  /// The pixels of benchmarks.
  case benchmarking = 4
  /// Draws within a graph; each stream adds a multiple of 256 to the purpose; `step` is the step of the run.
  case drawing = 5
  /// The choice of runs of a sweep.
  case sweeping = 6
  /// The padding of resized pictures; `step` is the index of the image.
  case filling = 7
  /// The augmentation of training images; `step` is the epoch, `sample` the index of the image.
  case augmenting = 8
  /// Draws within a graph in evaluation, with streams as for `drawing`; `step` is 0, `sample`
  /// the index of the image.
  case evaluating = 9
  /// The draws of statistics, such as the starts of k-means; `step` counts their parts.
  case analyzing = 10

  /// The maximum number of streams of draws in a graph.
  package static let maxStreams = 1 << 24
}

/// Random bits as a pure function of (seed, purpose, step, sample, element): Philox4x32-10.
///
/// There is no generator state to save, so neither resuming nor the number of threads can change a draw.
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct Philox: Sendable {
  private let key: SIMD2<UInt32>
  private let purpose: UInt32
  private let step: UInt32

  /// Creates the draws for one `purpose` at one `step`, 0 to 2³² - 1, of the run with this `seed`.
  public init(seed: UInt64, purpose: RandomPurpose, step: Int = 0) {
    self.init(seed: seed, purpose: purpose.rawValue, step: step)
  }

  private init(seed: UInt64, purpose: UInt32, step: Int) {
    // A step truncated to 32 bits would repeat the draws of another.
    guard let word = UInt32(exactly: step) else {
      fatalError("a random draw at step \(step); expected 0 to \(UInt32.max)")
    }
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    (self.purpose, self.step) = (purpose, word)
  }

  /// Creates the draws of one `stream` of a graph at one `step` of the run with this `seed`; `purpose` is drawing or
  /// evaluating.
  package init(seed: UInt64, purpose: RandomPurpose = .drawing, stream: Int, step: Int) {
    self.init(seed: seed, purpose: purpose.rawValue | UInt32(truncatingIfNeeded: stream) << 8, step: step)
  }

  /// Key, purpose and step, for kernels.
  package var words: (key: SIMD2<UInt32>, step: UInt32, purpose: UInt32) { (key, step, purpose) }

  /// Four words of random bits for `element` of `sample`.
  public func bits(sample: UInt32 = 0, element: UInt32) -> SIMD4<UInt32> {
    Self.block(counter: SIMD4(element, sample, step, purpose), key: key)
  }

  /// The ten rounds of Philox4x32 on one counter block.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c[0])
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
      k[0] &+= 0x9E37_79B9
      k[1] &+= 0xBB67_AE85
    }
    return c
  }
}

/// Consecutive Philox draws, as a `RandomNumberGenerator`.
public struct PhiloxSequence: RandomNumberGenerator, Sendable {
  private let source: Philox
  private var element: UInt32 = 0

  /// Creates the sequence of all elements of `source`, from the first.
  public init(_ source: Philox) { self.source = source }

  public mutating func next() -> UInt64 {
    let words = source.bits(element: element)
    element &+= 1
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }
}

extension Philox {
  /// A random permutation of 0 to `count` - 1, determined by this source (Fisher-Yates).
  public func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for i in 0..<count { buffer[i] = Int32(i) }
      initialized = count
    }
    guard count > 1 else { return order }
    for i in stride(from: count - 1, to: 0, by: -1) {
      // A 64-bit draw scaled to 0...i: the bias is below 2⁻³² for any count that fits an Int32.
      let words = bits(element: UInt32(i))
      let draw = UInt64(words[0]) | UInt64(words[1]) << 32
      order.swapAt(i, Int(draw.multipliedFullWidth(by: UInt64(i + 1)).high))
    }
    return order
  }
}
