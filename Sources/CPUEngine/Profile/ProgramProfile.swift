import Tensors

/// The time of a prepared program by stage, summed over its runs.
public final class ProgramProfile {
  /// The times of a stage.
  public struct Times: Hashable, Sendable {
    /// Seconds from the start of the first thread to the end of the last.
    public var seconds = 0.0
    /// Idle seconds in that time, summed over threads.
    public var idleSeconds = 0.0
  }

  /// The program's stages, in order.
  public let stages: [PlanStage]
  /// The times of each stage.
  public private(set) var times: [Times]
  /// The number of runs, and of their images.
  public private(set) var runs = 0
  public private(set) var images = 0

  private let threads: ThreadPool
  /// The seconds of each worker's tasks, on separate cache lines.
  private let busy: UnsafeMutablePointer<Double>
  private static let stride = 16

  init(_ stages: [PlanStage], threads: ThreadPool) {
    self.stages = stages
    self.threads = threads
    times = stages.map { _ in Times() }
    busy = .allocate(capacity: threads.count * Self.stride)
    busy.initialize(repeating: 0, count: threads.count * Self.stride)
  }

  deinit { busy.deallocate() }

  /// Clears the times.
  public func reset() {
    times = stages.map { _ in Times() }
    (runs, images) = (0, 0)
  }

  func noteRun(images count: Int) {
    runs += 1
    images += count
  }

  /// Runs the tasks of a stage and records their times.
  func run(stage: Int, _ tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    let clock = ContinuousClock()
    for worker in 0..<threads.count { busy[worker * Self.stride] = 0 }
    let begin = clock.now
    threads.run(tasks) { task, worker in
      let begin = clock.now
      body(task, worker)
      busy[worker * Self.stride] += (clock.now - begin).inSeconds
    }
    let seconds = (clock.now - begin).inSeconds
    let work = (0..<threads.count).reduce(0) { $0 + busy[$1 * Self.stride] }
    times[stage].seconds += seconds
    times[stage].idleSeconds += max(0, seconds * Double(threads.count) - work)
  }
}

@available(*, unavailable)
extension ProgramProfile: Sendable {}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
