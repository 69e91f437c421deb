package import CPUEngine
import Foundation
import Tensors
import Training

/// A workload's time beside the machine's peaks, in total and by stage.
package struct Roofline: Codable, Hashable, Sendable {
  package var workload: String
  package var task: BenchmarkTask
  package var batch: Int
  package var instructionSet: String
  package var threads: Int
  package var peaks: MachinePeaks
  package var msPerStep: Double
  package var imagesPerSecond: Double
  /// Floating-point operations in 10⁹, per step and per second, and the latter as a share of the peak.
  package var gflopPerStep: Double
  package var gflopPerSecond: Double
  package var shareOfPeak: Double
  /// Bytes from or to memory, in 10⁶ per step and in 10⁹ per second, and the latter as a share of the bandwidth.
  ///
  /// The share exceeds 1 if caches hold the values between stages.
  package var mbPerStep: Double
  package var gbPerSecond: Double
  package var shareOfBandwidth: Double
  /// The lower bound of a step in milliseconds: the sum of the stages' bounds.
  package var boundMs: Double
  /// Peak resident memory of the process in megabytes (2²⁰ bytes).
  package var peakRssMb: Double
  package var stages: [ProfileLine]
}

extension Workload {
  /// Measures steps of `task` beside the machine's peaks, after a warm-up.
  ///
  /// - Parameters:
  ///   - task: The work of a step.
  ///   - batch: The number of images of a step; nil for the workload's own.
  ///   - instructionSet: The instructions of the kernels.
  ///   - threads: The number of threads.
  ///   - peaks: The machine's peaks, measured with the same threads and instructions.
  ///   - seconds: The length of a window.
  ///   - repeats: The number of windows; the median is returned.
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func roofline(
    _ task: BenchmarkTask, batch: Int? = nil, instructionSet: InstructionSet, threads: ThreadPool,
    peaks: MachinePeaks, seconds: Double, repeats: Int
  ) throws -> Roofline {
    PeakMemory.reset()
    let executor = CPUExecutor(instructionSet, threads: threads, isProfiling: true)
    let prepared = try PreparedWorkload(self, task: task, batch: batch ?? self.batch(of: task), executor: executor)
    _ = Self.secondsPerStep(of: prepared, during: Self.warmUp)
    let windows = (0..<repeats).map { _ in
      Roofline(name, task, prepared, executor: executor, peaks: peaks, seconds: seconds)
    }
    return windows.sorted { $0.msPerStep < $1.msPerStep }[repeats / 2]
  }
}

extension Roofline {
  /// Measures one window of `seconds`.
  fileprivate init(
    _ name: String, _ task: BenchmarkTask, _ prepared: PreparedWorkload, executor: CPUExecutor, peaks: MachinePeaks,
    seconds: Double
  ) {
    guard let profile = prepared.program.profile else { fatalError("a program of a profiling executor has a profile") }
    profile.reset()
    let clock = ContinuousClock()
    let begin = clock.now
    var (steps, elapsed, updating) = (0, 0.0, 0.0)
    while elapsed < seconds || steps == 0 {
      prepared.run()
      let computed = clock.now
      prepared.update?()
      let end = clock.now
      steps += 1
      updating += (end - computed).seconds
      elapsed = (end - begin).seconds
    }
    var lines = ProfileLine.stages(
      of: profile, elapsed, steps: steps, threads: executor.threads.count, peaks: peaks)
    var work = profile.stages.reduce(Work()) { $0 + Work($1, runs: 1, images: prepared.batch) }
    if let update = prepared.updateWork {
      work = work + update
      lines.append(
        ProfileLine(
          "optimiser", seconds: updating, of: elapsed, steps: steps, work: Double(steps) * update, peaks: peaks))
    }
    let noted = lines.reduce(0) { $0 + $1.msPerStep } * Double(steps) / 1e3
    lines.append(ProfileLine("everything else", seconds: max(0, elapsed - noted), of: elapsed, steps: steps))
    let step = elapsed / Double(steps)
    let (arithmetic, memory) = (work.operations / step / 1e9, work.bytes / step / 1e9)
    self.init(
      workload: name, task: task, batch: prepared.batch, instructionSet: executor.instructionSet.name,
      threads: executor.threads.count, peaks: peaks, msPerStep: step * 1e3,
      imagesPerSecond: Double(prepared.batch) / step, gflopPerStep: work.operations / 1e9, gflopPerSecond: arithmetic,
      shareOfPeak: arithmetic / peaks.gflopPerSecond, mbPerStep: work.bytes / 1e6, gbPerSecond: memory,
      shareOfBandwidth: memory / peaks.gbPerSecond, boundMs: lines.reduce(0) { $0 + ($1.boundMs ?? 0) },
      peakRssMb: PeakMemory.megabytes, stages: lines)
  }
}
