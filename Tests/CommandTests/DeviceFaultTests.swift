import Foundation
import Hourglass
import TestSupport
import Testing
import XLAEngine

/// Devices that fail while they compute.
@Suite(.enabled(if: plugin != nil, "no plugin of XLA for processors; `hourglass device install cpu-xla` installs one"))
struct DeviceFaultTests {
  private func program() throws -> Program {
    var program = try Program()
    program.environment["XDG_CACHE_HOME"] = program.folder("cache")
    program.environment["XDG_STATE_HOME"] = program.folder("state")
    return program
  }

  /// Trains two epochs on a device with a fault, and expects one line of error.
  private func fail(_ fault: FaultyPlugin.Fault, _ program: Program) throws -> String {
    let device = try FaultyPlugin(above: #require(plugin), failing: fault, in: program.folder)
    let outcome = try program(Program.train + ["--epochs", "2", "--device", device.path])
    #expect(outcome.status == 69, "\(outcome.errors)")
    let errors = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("note: ") }
    #expect(errors.count == 1 && errors[0].hasPrefix("error: "), "\(outcome.errors)")
    return errors.joined()
  }

  @Test(arguments: [FaultyPlugin.Call.run, .wait])
  func `a device that vanishes in training leaves the last checkpoint, from which the run goes on`(
    _ call: FaultyPlugin.Call
  ) throws {
    let program = try program()
    let checkpoint = "runs/mine/checkpoints/epoch-00001.safetensors"
    let error = try fail(
      FaultyPlugin.Fault(call, code: 14, "the device was reset", when: program.folder(checkpoint)), program)
    #expect(error.contains("the device was reset"))
    #expect(error.contains("what was saved stays"))
    #expect(try program.files(below: "runs/mine/checkpoints")["epoch-00001.safetensors"] != nil)
    let device = try ["--device", #require(plugin)]
    #expect(try program(Program.train + ["--epochs", "2"] + device).status == 0)
    #expect(try program(Program.train + ["--epochs", "2", "--runs", "whole"] + device).status == 0)
    let ends = try ["runs", "whole"].map { runs in
      try program.files(below: "\(runs)/mine/checkpoints")["epoch-00002.safetensors"]
    }
    #expect(ends[0] != nil && ends[0] == ends[1])
  }

  @Test func `memory that is full and an operation that a plugin refuses are one line each`() throws {
    let full = try fail(FaultyPlugin.Fault(.run, code: 8, "RESOURCE_EXHAUSTED: 1.5 GiB"), program())
    #expect(full.contains("for a run of 20 images") && full.contains("choose a batch of about 10 images"))
    let refused = try fail(FaultyPlugin.Fault(.compile, code: 12, "no such operation: reduce"), program())
    #expect(refused.contains("cannot compile a program") && refused.contains("no such operation: reduce"))
  }
}

private let plugin = DeviceKind.named("cpu-xla")?.plugins(environment: ProcessInfo.processInfo.environment).first
