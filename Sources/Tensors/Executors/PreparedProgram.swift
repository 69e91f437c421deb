/// A program that runs repeatedly without allocating.
public protocol PreparedProgram: AnyObject {
  /// The maximum number of samples in a batch.
  var capacity: Int { get }

  /// The number of samples in the last run; 0 before the first.
  var sampleCount: Int { get }

  /// Runs once over a batch.
  ///
  /// - Parameters:
  ///   - count: The number of samples, 1 to `capacity`.
  ///   - feeds: The values of each input that the program reads, by name.
  ///   - parameters: The parameters and statistics, laid out by the program's ``ParameterTable``.
  ///   - gradients: Receives the gradient, overwritten, in the same layout; statistics need no space. Nil for a program
  ///     without gradients.
  ///   - position: The position in the run, which determines random draws.
  func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition)

  /// Copies the next values of the statistics in `ranges`, computed by the last run, to `parameters`.
  func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>])

  /// The value of a scalar after the last run.
  func value(of result: ScalarResult) -> Float

  /// Writes `factor * x + summand` for each element x of a result of the last run to `host`, in row-major order.
  ///
  /// `host` must hold ``TensorResult/count(samples:)`` values for ``sampleCount`` samples.
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

  /// The elements of a result after the last run, in row-major order.
  public func values(of result: TensorResult) -> [Float] {
    let count = result.count(samples: sampleCount)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      read(result, factor: 1, summand: 0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
