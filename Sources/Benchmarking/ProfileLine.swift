import CPUEngine
import Tensors

/// A line of a profile: a stage of a program, or another part of a step.
package struct ProfileLine: Codable, Hashable, Sendable {
  /// The peak of the machine that bounds a stage.
  package enum Bound: String, Codable, Sendable { case arithmetic, memory }

  package var title: String
  /// The stage's operations in order; empty for other parts.
  package var operations: [String]
  /// Milliseconds per step.
  package var msPerStep: Double
  /// The share of the total time.
  package var share: Double
  /// Floating-point operations in 10⁹, per step and per second; nil if they are not counted.
  package var gflopPerStep: Double?
  package var gflopPerSecond: Double?
  /// Bytes from or to memory, in 10⁶ per step and in 10⁹ per second.
  package var mbPerStep: Double?
  package var gbPerSecond: Double?
  /// The lower bound in milliseconds per step by the machine's peaks, and the peak that sets it.
  package var boundMs: Double?
  package var boundBy: Bound?
  /// The share of the threads' time spent waiting for each other.
  package var idle: Double?
  /// The number of tasks for the mean batch.
  package var tasks: Int?

  /// A part that took `seconds` of `total`, in `steps` steps.
  init(_ title: String, seconds: Double, of total: Double, steps: Int, work: Work? = nil, peaks: MachinePeaks? = nil) {
    self.title = title
    operations = []
    let count = Double(max(steps, 1))
    msPerStep = seconds * 1e3 / count
    share = total > 0 ? seconds / total : 0
    guard let work else { return }
    gflopPerStep = work.operations / count / 1e9
    mbPerStep = work.bytes / count / 1e6
    if seconds > 0 {
      gflopPerSecond = work.operations / seconds / 1e9
      gbPerSecond = work.bytes / seconds / 1e9
    }
    guard let peaks else { return }
    let (bound, by) = peaks.milliseconds(for: (1 / count) * work)
    (boundMs, boundBy) = (bound, by)
  }

  /// The lines of a program's stages.
  static func stages(
    of profile: ProgramProfile, _ total: Double, steps: Int, threads: Int, peaks: MachinePeaks?
  ) -> [ProfileLine] {
    zip(profile.stages, profile.times).map { stage, times in
      var line = ProfileLine(
        stage.title, seconds: times.seconds, of: total, steps: steps,
        work: Work(stage, runs: profile.runs, images: profile.images), peaks: peaks)
      line.operations = stage.operations
      line.idle = times.seconds > 0 ? times.idleSeconds / (times.seconds * Double(threads)) : 0
      line.tasks = stage.loads(images: profile.runs > 0 ? profile.images / profile.runs : 0).count
      return line
    }
  }
}
