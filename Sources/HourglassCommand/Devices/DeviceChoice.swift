import Foundation
import Hourglass
import Synchronization
import Tensors
import XLAEngine

/// The device for `--device auto`: an accelerator where the run's steps are faster there.
///
/// Each device trains the first steps of the run, on its images. Nothing of that stays: the run is, to the bit, the one that
/// is started on the device that is chosen. A run that is resumed stays on its device.
struct DeviceChoice {
  /// The seconds for which a device trains.
  private static let seconds = 3.0

  private let compute: ComputeOptions
  private let restart: Bool

  /// - Parameters:
  ///   - compute: The device, threads, precision and determinism.
  ///   - restart: Whether runs start again.
  /// - Returns: nil where the device is another than `auto`.
  init?(_ compute: ComputeOptions, restart: Bool) throws {
    guard try compute.name == .auto else { return nil }
    (self.compute, self.restart) = (compute, restart)
  }

  /// Measures the devices, and prints what was chosen and why.
  func executor(for run: Run) throws -> any TensorExecutor {
    let processor = try compute.processor()
    try run.check(restart: restart)
    guard !run.model.stages.isEmpty else { return chosen(processor, "there is nothing to train") }
    let names = try answering()
    guard !names.isEmpty else {
      return chosen(processor, "no accelerator was found; `hourglass device` lists them")
    }
    if let known = try recorded(run, processor, names) { return chosen(known, "the run was trained on it so far") }
    let processorSpeed = DeviceSpeed(
      processor.name, imagesPerSecond: try imagesPerSecond(of: run, on: processor))
    let measured = names.compactMap { name in speed(of: run, on: name).map { (name, $0) } }
    let choice = DeviceSpeed.choice(processor: processorSpeed, accelerators: measured.map(\.1))
    let speeds = ([processorSpeed] + measured.map(\.1))
      .map { "\($0.name) \(Figures.speed($0.imagesPerSecond)) images/s" }.joined(separator: ", ")
    let executor = try choice.map { try training(measured[$0].0) } ?? processor
    return chosen(executor, "\(speeds) in the run's first steps, which it now trains from the start")
  }

  private func training(_ name: DeviceName) throws -> any TensorExecutor {
    try compute.accelerator(name, stoppingBy: ComputeOptions.endTraining)
  }

  private func chosen(_ executor: any TensorExecutor, _ reason: String) -> any TensorExecutor {
    print("device \(executor.name) (\(reason))")
    return executor
  }

  /// The accelerators that answer; why others do not is noted.
  private func answering() throws -> [DeviceName] {
    let environment = ProcessInfo.processInfo.environment
    return try DeviceKind.all.filter { kind in
      guard let path = kind.candidate(environment: environment) else { return false }
      do {
        _ = try PluginReport(path: path, name: kind.name)
        return true
      } catch {
        Console.note("\(kind.name): \(error)")
        return false
      }
    }.map { try DeviceName($0.name) }
  }

  /// The device that a run to be resumed was last trained on; nil where there is none, or it is not here.
  private func recorded(_ run: Run, _ processor: any TensorExecutor, _ names: [DeviceName]) throws
    -> (any TensorExecutor)?
  {
    guard !restart, run.directory.newestCheckpoint != nil,
      let record = try? RunFile(path: run.directory.runFile).record,
      let name = record["device"] ?? record["instruction_set"]
    else { return nil }
    if name == processor.name { return processor }
    return try names.lazy.map { try training($0) }.first { $0.name == name }
  }

  /// The speed of an accelerator; where it fails, that is noted.
  ///
  /// A device that fails while it computes cannot return: its thread waits for ever.
  private func speed(of run: Run, on name: DeviceName) -> DeviceSpeed? {
    let answer = Answer()
    nonisolated(unsafe) let run = run
    let thread = Thread {
      answer.give(
        Result {
          let executor = try compute.accelerator(name) { error in
            answer.give(.failure(error))
            while true { pause() }
          }
          return DeviceSpeed(executor.name, imagesPerSecond: try imagesPerSecond(of: run, on: executor))
        })
    }
    thread.stackSize = 64 << 20
    thread.start()
    switch answer.wait() {
    case .success(let speed): return speed
    case .failure(let error):
      Console.note("\(name): \(error)")
      return nil
    }
  }

  /// Trains the run's first steps, and forgets them.
  private func imagesPerSecond(of run: Run, on executor: any TensorExecutor) throws -> Double {
    let configuration = run.configuration
    var state = TrainingState(
      run.model, optimizer: configuration.optimizer, seed: configuration.training.seed,
      averaging: configuration.training.averaging, executor: executor)
    let meter = StepMeter(seconds: Self.seconds)
    _ = try Trainer(run.model, run.dataset, configuration.training, executor: executor)
      .train(&state, shouldStop: { meter.isDone || Interruption.isRequested }) { event, _ in meter.note(event) }
    return meter.imagesPerSecond
  }
}

/// What a thread gives another, once.
private final class Answer: Sendable {
  private let result = Mutex<Result<DeviceSpeed, any Error>?>(nil)
  private let given = DispatchSemaphore(value: 0)

  func give(_ answer: Result<DeviceSpeed, any Error>) {
    result.withLock { $0 = $0 ?? answer }
    given.signal()
  }

  func wait() -> Result<DeviceSpeed, any Error> {
    given.wait()
    return result.withLock { $0! }
  }
}
