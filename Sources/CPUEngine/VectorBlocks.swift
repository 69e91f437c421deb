internal import CKernels
internal import Diagnostics
import Tensors

/// The partition of long vectors into blocks of fixed order and size, for threads.
extension CPUExecutor {
  /// The floats of a block: a few pages of each of four vectors.
  private static var block: Int { 16384 }

  private static func blocks(_ range: Range<Int>) -> Int { (range.count + block - 1) / block }

  /// Calls `body` once for each block of `ranges`, which ascend without overlap within vectors of `count` floats.
  func eachBlock(
    of ranges: [Range<Int>], in count: Int, _ body: (_ block: Int, _ start: Int, _ count: Int) -> Void
  ) {
    var (blocks, end) = (0, 0)
    for range in ranges {
      require(range.lowerBound >= end, "the ranges overlap or do not ascend: \(ranges)")
      end = range.upperBound
      blocks += Self.blocks(range)
    }
    require(end <= count, "the ranges reach \(end) in vectors of \(count) floats")
    threads.run(blocks) { task, _ in
      var block = task
      for range in ranges {
        if block < Self.blocks(range) {
          let start = range.lowerBound + block * Self.block
          return body(task, start, min(Self.block, range.upperBound - start))
        }
        block -= Self.blocks(range)
      }
    }
  }

  /// The floats of each block of `ranges`.
  package func blockSizes(of ranges: [Range<Int>]) -> [Int] {
    ranges.flatMap { range in
      stride(from: 0, to: range.count, by: Self.block).map { min(Self.block, range.count - $0) }
    }
  }

  /// The sum of `body` over the blocks of `ranges`, added up in order.
  func sum(
    over ranges: [Range<Int>], in count: Int, _ body: (_ start: Int, _ count: Int) -> Double
  ) -> Double {
    let blocks = ranges.reduce(0) { $0 + Self.blocks($1) }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: blocks) { sums in
      let base = sums.baseAddress
      eachBlock(of: ranges, in: count) { block, start, count in
        base?[block] = body(start, count)
      }
      return sums.reduce(0, +)
    }
  }

  /// The minimum length of `vectors`: a moment may end before the statistics.
  func shortest(_ vectors: FlatVector...) -> Int { vectors.reduce(.max) { min($0, $1.count) } }
}
