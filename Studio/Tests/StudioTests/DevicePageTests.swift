import Foundation
import HTTPTypes
import Hourglass
import StudioTestSupport
import Testing
import Web

@testable import Jobs
@testable import Studio

/// Devices in forms, pages and JSON.
@Suite struct DevicePageTests {
  private func finding(_ names: String...) -> DeviceFinding {
    DeviceFinding(
      kind: "cuda", summary: "NVIDIA GPUs", driver: "a driver", isGPU: true, isMeasured: true, plugin: "/plugin.so",
      devices: names.map { ComputeDevice(name: $0, title: "NVIDIA H200", memoryLimit: 1 << 37) },
      precisions: ["float32", "tf32"], packages: ["cuda12", "cuda13"])
  }

  /// A Studio on a machine with these devices.
  private func studio(_ findings: DeviceFinding...) async throws -> NewRunFixture {
    let studio = try await NewRunFixture()
    await studio.server.queue.board.endLooking(DeviceSurvey(findings))
    return studio
  }

  @Test func `where no plugin is installed, pages say how to install one, and show no field`() async throws {
    let kind = DeviceFinding(kind: "cuda", summary: "NVIDIA GPUs", isGPU: true, packages: ["cuda12", "cuda13"])
    let studio = try await studio(kind)
    for path in ["/runs/new", "/jobs"] {
      let page = try await studio.send(.get, path).text
      #expect(page.contains("<code>hourglass device install cuda13</code>"), "\(path)")
      #expect(!page.contains(#"name="device""#) && !page.contains("<th>Device</th>"), "\(path)")
    }
    #expect(try await studio.check([:])["command"]?.text?.contains("--device") == false)
    #expect(try await studio.json(.get, "/devices.json")["devices"] == [])
  }

  @Test func `the form offers the devices, with a precision and more where they apply`() async throws {
    let xla = DeviceFinding(
      kind: "cpu-xla", summary: "processors by XLA", plugin: "/xla.so",
      devices: [ComputeDevice(name: "cpu-xla", title: "cpu")], precisions: ["float32"])
    let studio = try await studio(finding("cuda:0", "cuda:1"), xla)
    let page = try await studio.send(.get, "/runs/new").text
    for value in ["cuda:0", "cuda:1", "cuda", "cpu-xla", "auto"] {
      #expect(page.contains(#"<option value="\#(value)">"#), "\(value)")
    }
    #expect(page.components(separatedBy: #"data-shown-when="device=cuda:0|cuda:1|cuda|auto" hidden"#).count == 3)
    #expect(page.contains(#"<option value="tf32">"#) && !page.contains(#"<option value="bf16">"#))
    let jobs = try await studio.send(.get, "/jobs").text
    #expect(jobs.contains("<td>NVIDIA H200</td>") && jobs.contains("<td>free</td>"))
  }

  @Test func `what a form says of devices is checked against the machine`() async throws {
    let studio = try await studio(finding("cuda:0", "cuda:1"))
    let check = try await studio.check(["device": "cuda:1", "precision": "tf32", "deterministic": true])
    #expect(check["errors"] == .object([:]))
    #expect(check["command"]?.text?.hasSuffix(" --device cuda:1 --precision tf32 --deterministic") == true)
    func field(_ form: [String: SettingValue]) async throws -> [String] {
      try await (studio.check(form)["errors"] ?? .none).object?.keys.sorted() ?? []
    }
    #expect(try await field(["device": "cuda:2"]) == ["device"])
    #expect(try await field(["device": "/tmp/plugin.so"]) == ["device"])
    #expect(try await field(["device": "cuda", "precision": "bf16"]) == ["precision"])
    #expect(try await field(["device": "cuda", "precision": "half"]) == ["precision"])
    #expect(try await field(["precision": "tf32"]) == ["precision"])
    #expect(try await field(["device": "cpu", "precision": "float32"]) == [])
  }

  @Test func `a list of devices trains a run on each, whose names, jobs and clones say which`() async throws {
    let studio = try await studio(finding("cuda:0", "cuda:1"))
    let form = studio.form([
      "device": ["cpu", "cuda:1"], "training": ["epochs": "[1, 2]"], "name": "mine",
    ])
    let check = try #require(try await studio.json(.post, "/runs/check", form).object)
    #expect(check["runs"] == 4)
    #expect(check["command"]?.text?.split(separator: "\n").count == 2)
    let answer = try await studio.json(.post, "/runs.json", form)
    let names = answer["runs"].list?.compactMap { $0["name"].text } ?? []
    #expect(
      names == [
        "mine_epochs=1_device=cpu", "mine_epochs=1_device=cuda-1", "mine_epochs=2_device=cpu",
        "mine_epochs=2_device=cuda-1",
      ])
    let jobs = studio.server.queue.jobs
    #expect(jobs.map(\.device?.name) == [nil, "cuda:1", nil, "cuda:1"])
    // A training on a device takes one thread, and on the processor all.
    #expect(jobs[1].threads == 1 && jobs[0].threads == studio.server.queue.settings.slots)
    let clone = try await studio.json(.get, "/runs/new.json?from=mine_epochs=2_device=cuda-1")
    #expect(clone["values"]["device"].text == "cuda:1")
    let page = try await studio.send(.get, "/runs/new?from=mine_epochs=2_device=cuda-1").text
    #expect(page.contains(#"<option value="cuda:1" selected>"#) && page.contains(#"data-original="cuda:1""#))
    let shown = try await studio.json(.get, "/runs/mine_epochs=2_device=cuda-1.json")
    #expect(shown["device"].text == "cuda:1" && shown["command"].text?.hasSuffix(" --device cuda:1") == true)
  }

  @Test func `a job that was stopped is resumed on the processor, or on another device`() async throws {
    let studio = try await studio(finding("cuda:0", "cuda:1"))
    _ = try await studio.json(.post, "/runs.json", studio.form(["device": "cuda:1", "name": "mine"]))
    let job = try #require(studio.server.queue.jobs.first)
    _ = try await studio.json(.post, "/jobs/\(job.id)/abort")
    #expect(try await studio.send(.get, "/jobs").text.contains("Resume on the processor"))
    #expect(try await studio.send(.post, "/jobs/\(job.id)/resume?device=cuda:9").status == 400)
    _ = try await studio.json(.post, "/jobs/\(job.id)/resume?device=cuda:0")
    #expect(studio.server.queue.job(job.id)?.device?.name == "cuda:0")
    _ = try await studio.json(.post, "/jobs/\(job.id)/abort")
    _ = try await studio.json(.post, "/runs/mine/resume?device=cpu")
    #expect(studio.server.queue.job(job.id)?.device == nil)
    #expect(studio.server.queue.job(job.id)?.state == .queued)
  }

  @Test func `the record of a run says what asks for a device of the same kind`() throws {
    func device(_ record: [String: String]) -> RunDevice? {
      var file = RunFile()
      file.record = record
      file.history = [RunHistoryEntry(epoch: 3, device: "avx512, then xla-cpu")]
      return RunDevice(file)
    }
    let cuda = try #require(device(["device": "cuda NVIDIA H200, tf32"]))
    #expect(cuda.request == DeviceRequest("cuda", precision: "tf32"))
    #expect(cuda.words == "cuda NVIDIA H200" && cuda.precision == "tf32")
    #expect(cuda.changes == ["after epoch 3: avx512, then xla-cpu"])
    #expect(device(["device": "xla-cpu"])?.request == DeviceRequest("cpu-xla"))
    let processor = try #require(device(["instruction_set": "avx512"]))
    #expect(processor.request == nil && processor.words == "processor (avx512)")
    #expect(device([:]) == nil)
  }
}
