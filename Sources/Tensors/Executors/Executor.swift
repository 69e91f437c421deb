/// Where a program's input comes from: the images of one batch.
public enum Feed {
  /// Bytes that are scaled while they are read: sample i is the `bytesPerSample` bytes at
  /// `base + indices[i] * bytesPerSample`, and each becomes `byte * scale + offset`.
  case bytes(
    base: UnsafePointer<UInt8>, bytesPerSample: Int, indices: UnsafeBufferPointer<Int32>, scale: Float, offset: Float)
  /// Numbers as the network sees them, sample after sample.
  case floats(UnsafePointer<Float>)
}

/// A device that runs programs and training steps: the CPU here, accelerators through the same protocol.
public protocol Executor: VectorArithmetic {
  /// What a run's record calls it: `avx512`.
  var name: String { get }

  /// Prepares `program` for batches of at most `capacity` samples.
  func prepare(_ program: Program, capacity: Int) -> any PreparedProgram

  /// Prepares `step` for batches of at most `capacity` samples.
  func prepare(_ step: TrainingStep, capacity: Int) -> any PreparedTrainingStep
}

/// A program that is ready to run, step after step, without allocating.
public protocol PreparedProgram: AnyObject {
  /// The maximum number of samples in a batch.
  var capacity: Int { get }

  /// Runs once over `count` samples (1 to `capacity`).
  ///
  /// `parameters` and `gradients` are laid out by the program's ``ParameterTable``; gradients are written, not added, and
  /// need no room for statistics.
  func run(count: Int, feeds: [String: Feed], parameters: FlatVector, gradients: FlatVector?, at position: RunPosition)

  /// Writes the next values of the statistics in `ranges`, which the last run computed, to `parameters`.
  func renewStatistics(of parameters: FlatVector, in ranges: [Range<Int>])

  /// The value of a scalar result after the last run.
  func value(of result: String) -> Float

  /// The elements of a result after the last run: `count * shape.count` of them, in the order of its shape.
  func values(of result: String) -> [Float]

  /// Writes `factor * x + summand` for each number x that ``values(of:)`` would return to the beginning of `numbers`,
  /// which must have room for them.
  func read(
    _ result: String, factor: Float, summand: Float, into numbers: UnsafeMutableBufferPointer<Float>)
}

extension PreparedProgram {
  /// Runs once at the first step of seed 0.
  public func run(count: Int, feeds: [String: Feed], parameters: FlatVector, gradients: FlatVector?) {
    run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: RunPosition())
  }
}
