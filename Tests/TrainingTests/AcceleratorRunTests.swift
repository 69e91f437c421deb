import Foundation
import Hourglass
import TestSupport
import Testing
import XLAEngine

/// Runs on XLA's plugin for processors, as on any accelerator.
@Suite(.enabled(if: plugin != nil, "no plugin of XLA for processors; `hourglass device install cpu-xla` installs one"))
struct AcceleratorRunTests {
  private let small: SmallRuns

  init() throws { small = try SmallRuns() }

  /// An executor that keeps what it compiles in the folder of the test.
  private func executor(report: @escaping (CompilationEvent) -> Void = { _ in }) throws -> any TensorExecutor {
    try DeviceName(#require(plugin)).executor(
      environment: ["HOME": small.folder.path], report: report, stoppingBy: { fatalError("\($0)") })
  }

  private func train(_ settings: RunSettings, in runs: String, until isOver: @escaping (Int) -> Bool) throws -> Run {
    let run = try small.run(settings, in: runs)
    var done = 0
    _ = try run.train(executor: executor()) { event in
      if case .step(let report) = event { done = report.step }
    } shouldStop: {
      isOver(done)
    }
    return run
  }

  @Test func `a run that is resumed there ends byte for byte like one in a single go`() throws {
    // Adam, an average, noise in each step, bounded gradients, and a last batch of another size.
    var settings = small.settings(2, epochs: 2)
    settings.corruption = .sequence([.gaussian(deviation: 0.3, isClipped: true), .masking(probability: 0.3)])
    (settings.training.averaging, settings.training.clipNorm) = (0.9, 0.5)
    let whole = try train(settings, in: "whole") { _ in false }
    for step in [2, 4, 7] { _ = try train(settings, in: "parts") { $0 >= step } }
    let parts = try train(settings, in: "parts") { _ in false }
    #expect(try parts.checkpointBytes() == whole.checkpointBytes())
    #expect(parts.loggedErrors == whole.loggedErrors)
    #expect(whole.loggedErrors.count == 2)
    // The noise is that of the step: without it the run is another.
    settings.corruption = Corruption.none
    let clean = try train(settings, in: "clean") { _ in false }
    #expect(clean.loggedErrors != whole.loggedErrors)
  }

  @Test func `a loss that is not finite ends the run, and the last good checkpoint stays`() throws {
    var settings = small.settings(1, epochs: 1)
    settings.optimizerArguments = ["learning_rate": 1e30]
    let error = #expect(throws: RunError.self) { try train(settings, in: "runs") { _ in false } }
    #expect(error?.code == .diverged)
    #expect("\(try #require(error))".contains("step 2 (epoch 1, batch 2): training diverged"))
  }
}

private let plugin = DeviceKind.named("cpu-xla")?.plugins(environment: ProcessInfo.processInfo.environment).first
