package import NeuralNetworks
package import Tensors
package import Training
package import CPUEngine

/// Measures the time of training by part: program stages, optimiser, waiting for images, validation, saving.
///
/// Pass one to `Trainer` or `Run.train`, with a profiling executor.
package final class TrainingProfile: TrainingStopwatch {
  private var seconds: [TrainingPhase: Double] = [:]
  private var programs: [(title: String?, profile: ProgramProfile)] = []
  private var optimizerWork = Work()
  private var steps = 0
  private var images = 0

  package init() {}

  package func note(_ phase: TrainingPhase, _ duration: Duration) { seconds[phase, default: 0] += duration.seconds }

  package func noteStep(images count: Int) {
    steps += 1
    images += count
  }

  package func noteUpdate(_ optimizer: any Optimizer, parameters: Int) {
    optimizerWork = optimizerWork + optimizer.work(parameters: parameters)
  }

  package func add(_ program: any PreparedProgram, title: String?) {
    if let profile = program.profile { programs.append((title, profile)) }
  }

  /// The profile beside the machine's peaks, which are measured now; nil without steps.
  package func report(_ executor: CPUExecutor) -> ProfileReport? {
    guard steps > 0 else { return nil }
    let whole = seconds[.all] ?? 0
    let peaks = MachinePeaks(measuredOn: executor)
    var lines = programs.flatMap { title, profile in
      ProfileLine.stages(of: profile, whole, steps: steps, threads: executor.threads.count, peaks: peaks).map { line in
        var line = line
        if let title { line.title = "\(title): \(line.title)" }
        return line
      }
    }
    func line(_ title: String, _ seconds: Double, _ work: Work? = nil) -> ProfileLine {
      ProfileLine(title, seconds: seconds, of: whole, steps: steps, work: work, peaks: peaks)
    }
    lines.append(line("optimiser", seconds[.optimizer] ?? 0, optimizerWork))
    lines.append(line("waiting for images", seconds[.waiting] ?? 0))
    lines.append(line("validation", seconds[.validation] ?? 0))
    let observers = seconds.compactMap { phase, time in
      if case .observing(let name) = phase { (name: name, seconds: time) } else { nil }
    }
    let observing = observers.reduce(0) { $0 + $1.seconds }
    lines.append(line("saving and printing", max(0, (seconds[.reporting] ?? 0) - observing)))
    lines += observers.sorted { $0.name < $1.name }.map { line($0.name, $0.seconds) }
    let noted = lines.reduce(0) { $0 + $1.msPerStep } * Double(steps) / 1e3
    lines.append(line("everything else", max(0, whole - noted)))
    return ProfileReport(
      instructionSet: executor.instructionSet.name, threads: executor.threads.count, peaks: peaks, steps: steps,
      images: images, seconds: whole, lines: lines)
  }
}

/// The time of some steps by part, as in `profile.json`.
package struct ProfileReport: Codable, Hashable, Sendable {
  package var instructionSet: String
  package var threads: Int
  package var peaks: MachinePeaks
  package var steps: Int
  package var images: Int
  /// The seconds of the whole training.
  package var seconds: Double
  package var lines: [ProfileLine]
}
