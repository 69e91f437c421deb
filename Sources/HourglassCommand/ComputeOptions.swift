public import ArgumentParser
import CPUEngine
import Clusters
import Foundation
import Hourglass
import Statistics
import Tensors
public import XLAEngine

extension DeviceOptions.Precision: ExpressibleByArgument {}

/// The flags that say where to compute.
struct ComputeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help:
      "Threads to compute with, 1 to 1024; the results do not depend on it. (default: all processors; of several processes on a host, each its part)"
  )
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The device to compute on: cpu, cuda, cuda:1, rocm, oneapi, tpu, a plugin's path, or auto; TensorFlow's /gpu:0 is cuda:0. "
        + "`hourglass device` lists them.", valueName: "device"))
  var device = "cpu"

  @Option(help: "The precision of products on an accelerator: float32, tf32 (NVIDIA, AMD) or bf16 (TPU).")
  var precision: DeviceOptions.Precision = .float32

  @Flag(help: "Compute the same bits each time on a GPU, which is slower; the processor always does.")
  var deterministic = false

  func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
    }
    do {
      let name = try DeviceName(device)
      if name == .cpu, precision != .float32 {
        throw ValidationError("--precision: the processor computes in float32, got \(precision.rawValue)")
      }
    } catch let error as DeviceError {
      throw ValidationError("--device: \(error)")
    }
  }

  /// The name of the device.
  var name: DeviceName { get throws { try DeviceName(device) } }

  /// The executor of the device; of the processor where the device is `auto`.
  ///
  /// - Parameters:
  ///   - communicator: The processes that share the batches of a training.
  ///   - stop: Called when an accelerator fails while it computes.
  /// - Throws: `DeviceError` when the device cannot be used; `InstructionSetError` when `HOURGLASS_ISA` cannot be followed.
  func executor(
    sharedBy communicator: any Communicator = SingleProcess(),
    stoppingBy stop: @escaping (DeviceError) -> Never = ComputeOptions.end
  ) throws -> any TensorExecutor {
    let name = try name
    if name == .auto { Console.note("--device auto is for training; this is computed on the processor") }
    if [.cpu, .auto].contains(name) { return try processor(sharedBy: communicator) }
    return try accelerator(name, sharedBy: communicator, stoppingBy: stop)
  }

  /// The executor of an accelerator.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - communicator: The processes that share the batches of a training.
  ///   - stop: Called when the device fails while it computes; by default it ends the process with ``deviceFailureCode``.
  func accelerator(
    _ name: DeviceName, sharedBy communicator: any Communicator = SingleProcess(),
    stoppingBy stop: @escaping (DeviceError) -> Never = ComputeOptions.end
  ) throws(DeviceError) -> any TensorExecutor {
    StatisticsThreads.count = threadCount
    return try name.executor(
      DeviceOptions(precision: precision, isDeterministic: deterministic), sharedBy: communicator,
      environment: ProcessInfo.processInfo.environment, report: { Console.note($0.description) }, stoppingBy: stop)
  }

  /// Ends the process after a failure of its device.
  static func end(_ error: DeviceError) -> Never {
    Console.error("\(error)")
    Foundation.exit(deviceFailureCode)
  }

  /// Ends a training after a failure of its device.
  static func endTraining(_ error: DeviceError) -> Never {
    // What is refused would be refused again.
    guard error.code != .refused else { end(error) }
    let rest = error.code == .outOfMemory ? "" : ", and the same command resumes it"
    Console.error("\(error); what was saved stays\(rest)")
    Foundation.exit(deviceFailureCode)
  }

  /// The exit code after a failure of the device while it computes: that of an unavailable service in `sysexits.h`.
  static let deviceFailureCode: Int32 = 69

  private var processors: Int { ProcessInfo.processInfo.activeProcessorCount }
  private var threadCount: Int { threads ?? processors }

  /// The executor of the processor; with `isProfiling` its programs measure where their time goes.
  ///
  /// Statistics of this process are computed with as many threads.
  ///
  /// - Throws: `InstructionSetError` when `HOURGLASS_ISA` cannot be followed; `ValidationError` for another device.
  func processor(
    isProfiling: Bool = false, sharedBy communicator: any Communicator = SingleProcess()
  ) throws -> CPUExecutor {
    guard try [.cpu, .auto].contains(name) else {
      throw ValidationError("--device: this measures the processor, got \(device)")
    }
    let threadCount = threads ?? (communicator.size > 1 ? communicator.processorsPerRank() : processors)
    StatisticsThreads.count = threadCount
    return CPUExecutor(
      try InstructionSet.chosen(environment: ProcessInfo.processInfo.environment),
      threads: ThreadPool(count: threadCount), isProfiling: isProfiling, communicator: communicator)
  }
}
