import Foundation
import Hourglass
import Synchronization

/// PCA with a run's dimension of the code, and the mean image, on the validation images of runs.
///
/// The library saves what it has measured beside the runs; here it is remembered as long as the server runs.
final class RunBaselines: Sendable {
  /// The metrics of what a model is compared with.
  struct Baseline: Codable, Hashable, Sendable {
    /// `mean image`, `PCA-30`.
    var name: String
    /// The mean squared error in pixels from 0 to 1.
    var mse01: Double
    /// The peak signal-to-noise ratio in dB.
    var psnr: Double

    /// Whether it reconstructs the images but for rounding, as PCA does with as many values as an image has.
    ///
    /// The limit is a thousandth of the squared error of rounding pixels to 8 bits, (1/255)²/12.
    var isExact: Bool { !(mse01 > 1.3e-9) }
  }

  private enum State { case measuring, known([Baseline]) }

  private let states = Mutex<[String: State]>([:])
  /// The maximum number of runs that are remembered; the library has measured those of others.
  private static let maxStates = 500
  /// One data set after the other, beside the server's other work.
  private let queue = ComputeQueue("baselines", threads: 1, waiting: 64)
  private let runs: String
  private let dataRoot: String?

  init(runs: String, dataRoot: String?) { (self.runs, self.dataRoot) = (runs, dataRoot) }

  /// The baselines of the run in `directory`; nil where they are not measured yet.
  func known(_ directory: String) -> [Baseline]? {
    states.withLock { if case .known(let baselines) = $0[directory] { baselines } else { nil } }
  }

  /// Measures the baselines of the run in `directory`, unless they are known or being measured.
  ///
  /// - Returns: the baselines; nil where somebody else learns them, or they cannot be measured now.
  func measure(_ directory: String) async -> [Baseline]? {
    let isFirst = states.withLock { states in
      guard states[directory] == nil else { return false }
      if states.count >= Self.maxStates {
        states = states.filter { if case .measuring = $0.value { true } else { false } }
      }
      states[directory] = .measuring
      return true
    }
    guard isFirst else { return nil }
    do {
      let baselines = try await queue { [runs, dataRoot] in
        try Self.baselines(RunDirectory(path: directory), runs: runs, dataRoot: dataRoot)
      }
      states.withLock { $0[directory] = .known(baselines) }
      return baselines
    } catch {
      // Images that are gone stay so for a while: they are looked for again when the server is started again.
      states.withLock { $0[directory] = .known([]) }
      return nil
    }
  }

  private static func baselines(_ directory: RunDirectory, runs: String, dataRoot: String?) throws -> [Baseline] {
    let trained = try TrainedRun.open(directory, runs: runs)
    let codeSize = try trained.model.encoding().code.shape.count
    // Opening the images takes as long as a hundred requests.
    if let saved = try trained.savedYardsticks(codeSize: codeSize, on: .validation, runs: runs) {
      return saved.map(Baseline.init)
    }
    let environment = ProcessInfo.processInfo.environment
    let run = try Run.open(directory, runs: runs, dataRoot: dataRoot, environment: environment)
    let executor = CPUExecutor(try .chosen(environment: environment), threads: ThreadPool(count: 1))
    var comparison = try TrainingComparison([run.trained])
    try comparison.measureYardsticks(on: run, executor: executor)
    return comparison.yardsticks.map(Baseline.init)
  }
}

extension RunBaselines.Baseline {
  fileprivate init(_ metrics: NamedMetrics) {
    self.init(name: metrics.name, mse01: metrics.metrics.mse01, psnr: metrics.metrics.psnr)
  }
}
