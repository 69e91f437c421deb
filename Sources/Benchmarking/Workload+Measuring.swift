package import Tensors
import Training

extension Workload {
  /// The seconds of unmeasured steps at the start, in which caches fill, threads wake and the processor clock settles.
  static let warmUp = 0.2

  /// Times steps of `task`, after a warm-up.
  ///
  /// - Parameters:
  ///   - task: The work of a step.
  ///   - batch: The number of images of a step; nil for the workload's own (1 for latency).
  ///   - executor: The executor of the steps.
  ///   - seconds: The length of a window.
  ///   - repeats: The number of windows; the median is returned.
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func measure(
    _ task: BenchmarkTask = .training, batch: Int? = nil, executor: any TensorExecutor, seconds: Double = 1,
    repeats: Int = 5
  ) throws -> BenchmarkResult {
    PeakMemory.reset()
    let prepared = try PreparedWorkload(self, task: task, batch: batch ?? self.batch(of: task), executor: executor)
    _ = Self.secondsPerStep(of: prepared, during: Self.warmUp)
    let times = (0..<repeats).map { _ in Self.secondsPerStep(of: prepared, during: seconds) }
    let median = times.sorted()[times.count / 2]
    return BenchmarkResult(
      workload: name, task: task, batch: prepared.batch, msPerStep: median * 1e3,
      imagesPerSecond: Double(prepared.batch) / median, peakRssMb: PeakMemory.megabytes)
  }

  /// Runs exactly `steps` steps of `task`, for a tool that counts instructions.
  ///
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func run(
    steps: Int, of task: BenchmarkTask = .training, batch: Int? = nil, executor: any TensorExecutor
  ) throws {
    let prepared = try PreparedWorkload(self, task: task, batch: batch ?? self.batch(of: task), executor: executor)
    for _ in 0..<steps { prepared.step() }
  }

  /// The default number of images of a step of `task`.
  func batch(of task: BenchmarkTask) -> Int { task == .latency ? 1 : batchSize }

  /// The mean time of a step over at least `seconds`.
  static func secondsPerStep(of workload: PreparedWorkload, during seconds: Double) -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    var (steps, elapsed) = (0, 0.0)
    while elapsed < seconds || steps == 0 {
      workload.step()
      steps += 1
      elapsed = (clock.now - begin).seconds
    }
    return elapsed / Double(steps)
  }
}
