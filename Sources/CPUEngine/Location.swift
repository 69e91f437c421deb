internal import CKernels
import Tensors

/// A memory space of a plan.
enum Space: Int, CaseIterable {
  /// Values that live within one tile, separate for each worker.
  case scratch
  /// Per-sample values that cross phases.
  case batch
  /// Constants and other shared values.
  case shared
  /// Values of the samples of all processes.
  case samples
  /// Packed parameters.
  case packed
  /// Sums of a segment of the batch, before the segments are added up.
  case accumulators
  /// This process's terms of sums over samples, in double precision.
  case terms
  case parameters
  case gradients
  /// Next values of the statistics, without the preceding trained parameters.
  case statistics
}

/// The location of a value: an offset in a space, and the stride between samples.
struct Location {
  var space: Space
  var offset: Int
  var sampleStride: Int
}

/// The context of a running step: the samples of its tile, and the base address of each space.
struct RunContext {
  /// The first sample of the tile within the batch.
  var first = 0
  /// The number of samples of the tile, or of the whole batch in a block phase.
  var count = 0
  /// The number of samples of the batch in this process.
  var batchCount = 0
  /// The samples of the tile before ``first``.
  var tileOffset = 0
  /// The segment of the batch, from 0 for the first of this process.
  var segment = 0
  /// The floats between the accumulators of two segments.
  var segmentStride = 0
  /// The position of the program's run.
  var position = RunPosition()
  let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  let feeds: [String: Feed]

  /// The number of samples of the batch in all processes.
  var wholeBatchCount: Int { position.batchCount(batchCount) }

  /// The first float of the first sample, or of the segment's accumulators.
  func pointer(_ location: Location) -> UnsafeMutablePointer<Float> {
    let start = bases[location.space.rawValue] + location.offset
    switch location.space {
    case .batch: return start + first * location.sampleStride
    case .scratch: return start + tileOffset * location.sampleStride
    case .accumulators: return start + segment * segmentStride
    default: return start
    }
  }

  /// The first of numbers in double precision, at an offset in floats.
  func doubles(_ location: Location) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(bases[location.space.rawValue] + location.offset).assumingMemoryBound(to: Double.self)
  }
}

/// A kernel call, complete but for the base addresses.
typealias Step = (RunContext) -> Void
