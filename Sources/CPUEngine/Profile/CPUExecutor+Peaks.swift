internal import CKernels
import Tensors

/// Measurements of the machine's limits.
extension CPUExecutor {
  /// Measures floating-point operations per second on all threads: register multiply-adds, the fastest of several
  /// windows of `seconds`.
  public func measuredArithmetic(seconds: Double = 0.05, windows: Int = 8) -> Double {
    let kernels = instructionSet.kernels.pointee
    var rounds: Int64 = 1 << 12
    func operationsPerSecond() -> (rate: Double, elapsed: Double) {
      let clock = ContinuousClock()
      var operations = 0.0
      let begin = clock.now
      threads.run(threads.count) { task, _ in
        var (x, y): (Float, Float) = (0.5, 0.25)
        let done = kernels.multiply_add_chains(&x, &y, rounds)
        if task == 0 { operations = done }
      }
      let elapsed = (clock.now - begin).inSeconds
      return (operations * Double(threads.count) / elapsed, elapsed)
    }
    while operationsPerSecond().elapsed < seconds { rounds *= 2 }
    return (0..<windows).reduce(0) { best, _ in max(best, operationsPerSecond().rate) }
  }

  /// Measures memory bandwidth in bytes per second on all threads: a = b + s c over vectors of `megabytes` each, two
  /// read and one written, the fastest of several passes.
  public func measuredBandwidth(megabytes: Int = 128, passes: Int = 8) -> Double {
    let count = megabytes << 18
    let (a, b, c) = (FlatVector(count: count), FlatVector(count: count), FlatVector(count: count))
    let clock = ContinuousClock()
    return (0..<passes).reduce(0) { best, _ in
      let begin = clock.now
      add(b, c, times: 0.5, into: a, ranges: a.everything)
      return max(best, Double(3 * 4 * count) / (clock.now - begin).inSeconds)
    }
  }
}
