/// A program that is ready to run, step after step, without allocating.
public protocol PreparedProgram: AnyObject {
  /// The maximum number of samples in a batch.
  var capacity: Int { get }

  /// The number of samples of the last run; 0 before the first.
  var sampleCount: Int { get }

  /// Runs once over a batch.
  ///
  /// - Parameters:
  ///   - count: The number of samples, 1 to `capacity`.
  ///   - feeds: The values of each input that the program reads, by name.
  ///   - parameters: The parameters and statistics, laid out by the program's ``ParameterTable``.
  ///   - gradients: Where the gradient is written, not added, in the same layout; no room for statistics is needed. Nil for
  ///     a program without gradients.
  ///   - position: Where in a run this is, of which random draws are a function.
  func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition)

  /// Writes the next values of the statistics in `ranges`, which the last run computed, to `parameters`.
  func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>])

  /// The value of a scalar after the last run.
  func value(of result: ScalarResult) -> Float

  /// Writes `factor * x + summand` for each element x of a result of the last run to `host`, in the order of its shape.
  ///
  /// `host` must have room for ``TensorResult/count(samples:)`` values of ``sampleCount`` samples.
  func read(
    _ result: TensorResult, factor: Float, summand: Float, into host: UnsafeMutableBufferPointer<Float>)
}

extension PreparedProgram {
  /// Runs once at the first step of seed 0.
  public func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?
  ) {
    run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: RunPosition())
  }

  /// The elements of a result after the last run, in the order of its shape.
  public func values(of result: TensorResult) -> [Float] {
    let count = result.count(samples: sampleCount)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      read(result, factor: 1, summand: 0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
