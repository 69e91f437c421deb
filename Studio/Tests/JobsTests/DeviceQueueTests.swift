import Foundation
import Hourglass
import Testing

@testable import Jobs

/// Which training gets which device, and when, on machines with devices that this one may not have.
@Suite(.serialized, .enabled(if: Program.isThere, Program.missing)) struct DeviceQueueTests {
  @Test func `a device has one training at a time, and others wait for it and for nothing else`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.deviceSettings([.cuda("cuda")])) { queue in
      // Nothing is known of devices before the program has answered.
      let first = try await queue.add(place.endless("1", on: "cuda:0"))
      #expect(queue.job(first.id)?.state == .queued)
      await queue.lookForDevices()
      #expect(queue.devices?.devices.map(\.name) == ["cuda"])
      let second = try await queue.add(place.endless("2", on: "cuda"))
      let third = try await queue.add(place.endless("3"))
      #expect([first, second, third].map { queue.job($0.id)?.state } == [.running, .queued, .running])
      #expect(queue.job(first.id)?.devices == ["cuda"])
      #expect(queue.job(first.id)?.command.suffix(4) == ["--threads", "1", "--device", "cuda"])
      try await queue.abort(first.id)
      let running = try await queue.wait(for: .running, of: second.id)
      #expect(running.devices == ["cuda"])
      #expect(queue.job(third.id)?.state == .running)
    }
  }

  @Test func `a kind stands for any of its devices, and a training on one waits for threads too`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.deviceSettings([.cuda("cuda:0", "cuda:1", "cuda:2")])) { queue in
      await queue.lookForDevices()
      let second = try await queue.add(place.endless("1", on: "cuda:0"))
      let other = try await queue.add(place.endless("2", on: "cuda"))
      let third = try await queue.add(place.endless("3", on: "cuda"))
      #expect([second, other].map { queue.job($0.id)?.devices } == [["cuda:0"], ["cuda:1"]])
      #expect(queue.job(third.id)?.state == .queued)
      try await queue.abort(other.id)
      let running = try await queue.wait(for: .running, of: third.id)
      #expect(running.devices == ["cuda:1"])
      #expect(running.command.suffix(2) == ["--device", "cuda:1"])
    }
  }

  @Test func `a training that chooses by itself waits for what it measures, and gives back what it does not take`()
    async throws
  {
    let place = try Place()
    try place.writeImages()
    let rocm = DeviceFinding(
      kind: "rocm", summary: "AMD GPUs", driver: "a driver", isGPU: true, isMeasured: true, plugin: "/plugin.so",
      devices: [ComputeDevice(name: "rocm", title: "MI300")], precisions: ["float32", "tf32"])
    try await place.withQueue(place.deviceSettings([.cuda("cuda:0", "cuda:1"), rocm])) { queue in
      await queue.lookForDevices()
      #expect(queue.devices?.measured.map(\.name) == ["cuda:0", "rocm"])
      let first = try await queue.add(place.endless("1", on: "rocm"))
      let second = try await queue.add(place.endless("2", on: "auto", threads: 1))
      #expect(queue.job(second.id)?.state == .queued)
      try await queue.abort(first.id)
      let running = try await queue.wait(for: .running, of: second.id)
      #expect(running.devices == ["cuda:0", "rocm"])
      #expect(running.command.suffix(2) == ["--device", "auto"])
      // The record of the run names no accelerator.
      try await queue.waitUntil(second.id, "no device") { $0.devices == [] }
    }
  }

  @Test func `a device that is gone when a job's turn comes fails that job, and the others are trained`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.deviceSettings([.cuda("cuda:0", "cuda:1")])) { queue in
      await queue.lookForDevices()
      let first = try await queue.add(place.endless("1", on: "cuda:1"))
      let second = try await queue.add(place.endless("2", on: "cuda:1"))
      let third = try await queue.add(place.endless("3", on: "cuda:0"))
      try place.setDevices([.cuda("cuda:0")])
      await queue.lookForDevices()
      let failed = try await queue.wait(for: .failed, of: second.id)
      #expect(failed.reason?.hasPrefix("the device cuda:1 is gone") == true)
      #expect([first, third].map { queue.job($0.id)?.state } == [.running, .running])
      try await queue.resume(second.id, on: .processor)
      for job in [first, third] { try await queue.abort(job.id) }
      let resumed = try await queue.wait(for: .running, of: second.id)
      #expect(resumed.device == nil && resumed.devices == nil && !resumed.command.contains("--device"))
    }
  }

  @Test func `a device that is lost fails its training with the program's line, which continues on the processor`()
    async throws
  {
    let place = try Place()
    try place.writeImages()
    let settings = try place.deviceSettings([.cuda("cuda")])
    try Data("cuda\n".utf8).write(to: URL(fileURLWithPath: "\(place.path)/lost"))
    try await place.withQueue(settings) { queue in
      await queue.lookForDevices()
      var request = place.endless("a", on: "cuda")
      request.device?.precision = "tf32"
      let job = try await queue.add(request)
      #expect(job.command.suffix(4) == ["--device", "cuda", "--precision", "tf32"])
      try await queue.waitForEpoch(of: job.id)
      try place.setDevices([])
      try Data().write(to: URL(fileURLWithPath: "\(place.path)/now"))
      let failed = try await queue.wait(for: .failed, of: job.id)
      #expect(failed.exitStatus == 69)
      #expect(failed.reason?.hasPrefix("the device stopped answering: cuda") == true)
      try await queue.resume(job.id, on: .processor)
      try await queue.waitForEpoch(of: job.id)
      let resumed = try #require(queue.job(job.id))
      #expect(!resumed.command.contains("--device"))
      #expect(resumed.history.map(\.state) == [.queued, .running, .failed, .queued, .running])
      #expect(queue.devices?.devices.isEmpty == true)
    }
  }

  @Test func `what no device can do is refused when the job is made`() async throws {
    let place = try Place()
    try await place.withQueue(place.deviceSettings([.cuda("cuda:0", "cuda:1")])) { queue in
      await queue.lookForDevices()
      func refusal(_ request: DeviceRequest) async -> String? {
        do {
          try await queue.add(.train(run: "a", runFile: place.runFile(), device: request))
          return nil
        } catch {
          return "\(error)"
        }
      }
      // Whoever may train may not choose a library.
      for name in ["/tmp/plugin.so", "", "cpu", "--device", "cuda:x"] {
        #expect(await refusal(DeviceRequest(name))?.contains("no such device") == true, "\(name)")
      }
      #expect(await refusal(DeviceRequest("cuda:7"))?.contains("cpu, auto, cuda:0, cuda:1") == true)
      #expect(await refusal(DeviceRequest("cuda:1", precision: "bf16"))?.contains("float32 or tf32") == true)
      #expect(queue.jobs.isEmpty)
    }
  }

  @Test func `a program that cannot list devices says why, and trains as before`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.program = "/usr/bin/false"
    try await place.withQueue(settings) { queue in
      let job = try await queue.add(place.endless("a", on: "cuda"))
      await queue.lookForDevices()
      #expect(queue.devices?.failure != nil && queue.devices?.devices == [])
      #expect(try await queue.wait(for: .failed, of: job.id).reason?.contains("is gone") == true)
    }
  }

  @Test func `jobs that an earlier version wrote have no device`() async throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let job = try await queue.add(place.endless("a"))
    let text = try String(contentsOfFile: queue.store.folder(of: job.id).job, encoding: .utf8)
    #expect(!text.contains("device"))
    let read = try #require(JobStore(runs: place.runs).read().jobs.first)
    #expect(read.device == nil && read.devices == nil)
  }
}

/// Trainings on XLA's plugin for processors.
@Suite(
  .serialized,
  .enabled(if: CPUPlugin.isThere, "no plugin of XLA for processors; `hourglass device install cpu-xla` installs one"))
struct DeviceTrainingTests {
  @Test func `the record of a training names its device, and it is continued on the processor`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.environment["XDG_CACHE_HOME"] = "\(place.path)/cache"
    settings.environment["XDG_STATE_HOME"] = "\(place.path)/state"
    try await place.withQueue(settings) { queue in
      await queue.lookForDevices()
      let device = try #require(queue.devices?.devices.first { $0.name.hasPrefix("cpu-xla") }?.name)
      let job = try await queue.add(place.endless("a", on: "cpu-xla"))
      #expect(job.threads == 1)
      try await queue.waitForEpoch(of: job.id)
      #expect(queue.job(job.id)?.devices == [device])
      try await queue.pause(job.id)
      try await queue.wait(for: .paused, of: job.id)
      let file = RunDirectory(path: "\(place.runs)/a").runFile
      #expect(try RunFile(path: file).record["device"] == "xla-cpu")
      try await queue.resume(job.id, on: .processor)
      try await queue.waitForEpoch(of: job.id)
      #expect(try RunFile(path: file).record["device"] == nil)
      #expect(try RunFile(path: file).history.last?.device?.hasPrefix("xla-cpu, then ") == true)
    }
  }
}
