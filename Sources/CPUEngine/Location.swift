internal import CKernels
import Tensors

/// The pieces of memory that a plan works in.
enum Space: Int, CaseIterable {
  /// Values that live within one tile; each worker has its own.
  case scratch
  /// Values per sample that cross from one phase to another.
  case batch
  /// Constants, packed weights and other values that all samples share.
  case shared
  /// Sums of a group of samples, before the groups are added up.
  case accumulators
  case parameters
  case gradients
  /// Next values of the statistics, without the trained parameters before them.
  case statistics
}

/// Where a value lies: a place in a space, and the step from one sample to the next.
struct Location {
  var space: Space
  var offset: Int
  var sampleStride: Int
}

/// What a step sees while it runs: the samples of its tile, and where each space begins.
struct RunContext {
  /// The first sample of the tile within the batch.
  var first = 0
  /// The samples of the tile; of the whole batch in a block phase.
  var count = 0
  /// The samples of the batch.
  var batchCount = 0
  /// The floats from one group's accumulators to the next.
  var groupStride = 0
  /// Where in the run the program is run.
  var position = RunPosition()
  let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  let feeds: [String: Feed]

  /// The first float of the tile's first sample.
  func pointer(_ location: Location) -> UnsafeMutablePointer<Float> {
    let start = bases[location.space.rawValue] + location.offset
    return location.space == .batch ? start + first * location.sampleStride : start
  }
}

/// A kernel call with everything resolved but the addresses.
typealias Step = (RunContext) -> Void
