import Tensors

/// The division of a batch into segments, for sums over its samples.
///
/// A sum adds up the samples of each segment in single precision, in order, and the segments' sums in double precision.
/// Segments follow from the batch of all processes, so a sum has the same bits however threads and processes share the
/// samples, provided that no segment is cut: among 1, 2, 3, 4, 6 or 12 processes. Double precision adds up so few numbers of
/// single precision without rounding, in any order, unless one is smaller than 2⁻²³ of another.
struct Segments: Hashable {
  /// The number of segments; some are empty in a batch of fewer samples.
  let count: Int

  /// The division for sums that a block adds up segment by segment.
  static let ofBlocks = Segments(count: 12)

  /// The maximum floats of the accumulators of all segments, beyond which there are as few segments as possible.
  private static let maxFloats = 1 << 20

  init(count: Int) { self.count = count }

  /// The division for sums in accumulators of `floats` floats a segment: enough segments for any machine's threads, while
  /// the accumulators stay in the caches.
  init(accumulatorFloats floats: Int) {
    count = if 48 * floats <= Self.maxFloats / 2 { 48 } else if 24 * floats <= Self.maxFloats { 24 } else { 12 }
  }

  /// The position in a batch of `samples` of the first sample of a segment.
  func start(_ segment: Int, of samples: Int) -> Int { (samples * segment + count - 1) / count }

  /// The segment of a sample of a batch of `samples`.
  func segment(of sample: Int, in samples: Int) -> Int { sample * count / samples }

  /// Calls `body` with each segment that has samples in `range` of a batch of `samples`, and with these.
  func forEach(in range: Range<Int>, of samples: Int, _ body: (_ segment: Int, _ range: Range<Int>) -> Void) {
    var first = range.lowerBound
    while first < range.upperBound {
      let segment = segment(of: first, in: samples)
      let end = min(range.upperBound, start(segment + 1, of: samples))
      body(segment, first..<end)
      first = end
    }
  }
}

extension RunContext {
  /// The positions in the whole batch of the samples of this process.
  var share: Range<Int> { position.share?.range ?? 0..<batchCount }

  /// Calls `body` with the part of this context's samples in each segment.
  func forEachSegment(of segments: Segments, _ body: (_ part: RunContext) -> Void) {
    let (share, whole) = (share, wholeBatchCount)
    guard !share.isEmpty else { return }
    let firstSegment = segments.segment(of: share.lowerBound, in: whole)
    let start = share.lowerBound + first
    segments.forEach(in: start..<start + count, of: whole) { segment, range in
      var part = self
      part.first = range.lowerBound - share.lowerBound
      part.tileOffset = part.first - first
      part.count = range.count
      part.segment = segment - firstSegment
      body(part)
    }
  }
}
