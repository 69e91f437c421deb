import Foundation
import Hourglass
import TestSupport
import Testing
import XLAEngine

/// Commands on XLA's plugin for processors, as on any accelerator.
@Suite(.enabled(if: hasPlugin, "no plugin of XLA for processors; `hourglass device install cpu-xla` installs one"))
struct DeviceTrainingTests {
  private func program() throws -> Program {
    var program = try Program()
    program.environment["XDG_CACHE_HOME"] = program.folder("cache")
    program.environment["XDG_STATE_HOME"] = program.folder("state")
    return program
  }

  @Test func `a run trains, is evaluated and gives its codes there, like on the processor`() throws {
    let program = try program()
    let there = try program.trained("--epochs", "2", "--json", "--device", "cpu-xla")
    #expect(there.errors.contains("note: compiling a step of 20 images"))
    let last = try #require(there.lastObject)
    let loss = try #require((last["validation"] as? [String: Any])?["loss"] as? Double)
    #expect(try program("train", "runs/mine/run.yaml", "--name", "other", "--epochs", "2", "--json").status == 0)
    let here = try #require(
      program("evaluate", "other", "--split", "validation", "--json").lastObject?["loss"] as? Double)
    #expect(abs(loss - here) <= 1e-4 * abs(here))
    let evaluation = try program("evaluate", "mine", "--split", "validation", "--json", "--device", "cpu-xla")
    #expect(try #require(evaluation.lastObject?["loss"] as? Double) == loss)
    #expect(try program("encode", "mine", "--output", "codes.npy", "--device", "cpu-xla").status == 0)
    let record = try String(contentsOfFile: program.folder("runs/mine/run.yaml"), encoding: .utf8)
    #expect(record.contains("device: xla-cpu"))
  }

  @Test func `a kind of device is listed as JSON with the names that --device takes`() throws {
    let program = try program()
    let entry = try #require(program("device", "list", "cpu-xla", "--json").lastObject)
    let devices = try #require(entry["devices"] as? [[String: Any]])
    let name = try #require(devices.first?["name"] as? String)
    #expect(name.hasPrefix("cpu-xla"))
    #expect(entry["precisions"] as? [String] == ["float32"])
    #expect(entry["is_gpu"] as? Bool == false && entry["is_measured"] as? Bool == false)
    #expect(try program("device", "list", "--json").output.split(separator: "\n").count == DeviceKind.all.count)
  }

  @Test func `a run that goes on elsewhere says so in its history`() throws {
    let program = try program()
    try program.trained("--epochs", "1", "--device", "cpu-xla")
    try program.trained("--epochs", "2")
    let record = try String(contentsOfFile: program.folder("runs/mine/run.yaml"), encoding: .utf8)
    #expect(record.contains("device: xla-cpu, then "))
  }

  @Test func `a run resumed there has the losses of the run that was not stopped, and compiles nothing again`() throws {
    let program = try program()
    try program.trained("--epochs", "1", "--device", "cpu-xla")
    let resumed = try program.trained("--epochs", "2", "--device", "cpu-xla", "--json")
    // Nothing is compiled twice.
    #expect(!resumed.errors.contains("compiling"))
    let whole = try program.trained("--epochs", "2", "--device", "cpu-xla", "--json", "--runs", "whole")
    let losses = try [resumed, whole].map { outcome in
      let last = try #require(outcome.lastObject)
      return try #require((last["validation"] as? [String: Any])?["loss"] as? Double)
    }
    #expect(losses[0] == losses[1])
  }

  @Test func `auto measures the first steps, and the run is the one that is started on the device it chooses`() throws {
    var program = try program()
    let plugin = try #require(
      DeviceKind.named("cpu-xla")?.plugins(environment: ProcessInfo.processInfo.environment).first)
    // What the environment names is measured; XLA is slower on a processor.
    program.environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = "cpu-xla:\(plugin)"
    let chosen = try program.trained("--epochs", "2", "--device", "auto", "--json")
    let line = try #require(chosen.lines.first { $0.hasPrefix("device ") })
    #expect(line.contains("xla-cpu"))
    #expect(line.contains("images/s"))
    #expect(!line.hasPrefix("device xla-cpu"))
    let plain = try program.trained("--epochs", "2", "--json", "--runs", "plain")
    func loss(_ outcome: Program.Outcome) throws -> Double {
      let validation = outcome.lastObject?["validation"] as? [String: Any]
      return try #require(validation?["loss"] as? Double)
    }
    #expect(try loss(chosen) == loss(plain))
    // A run that is resumed stays on its device.
    #expect(try program.trained("--epochs", "3", "--device", "auto").output.contains("trained on it so far"))
    try program.trained("--epochs", "1", "--device", "cpu-xla", "--runs", "there")
    let resumed = try program.trained("--epochs", "2", "--device", "auto", "--runs", "there")
    #expect(resumed.lines.contains { $0.hasPrefix("device xla-cpu") })
  }

  @Test func `what a device cannot do is refused`() throws {
    let program = try program()
    expectOneError(try program(Program.train + ["--device", "cpu-xla", "--precision", "tf32"]), "float32", "tf32")
    expectOneError(try program(Program.train + ["--device", "cpu-xla:99"]), "there is no device of this number")
    expectOneError(try program(Program.train + ["--device", "tpu"]), "no plugin for Google's TPUs is installed")
  }
}

private let hasPlugin =
  DeviceKind.named("cpu-xla").map { !$0.plugins(environment: ProcessInfo.processInfo.environment).isEmpty } ?? false
