import Foundation
import Hourglass
import Jobs
import Web

/// The accelerators of this machine, each of which takes one training at a time, as JSON.
struct DevicesDocument: Codable, Hashable, Sendable {
  /// One of them.
  struct Device: Codable, Hashable, Sendable {
    /// The name that a run asks for it by: `cuda:1`.
    var name: String
    /// The kind, which asks for any of its devices: `cuda`.
    var kind: String
    /// What it is: `NVIDIA H200`.
    var title: String
    /// The bytes of memory that a process may use; nil where they are not known.
    var memory_bytes: Int?
    /// The precisions that it knows, the default first.
    var precisions: [String]
    /// Whether its sums may differ from one time to the next.
    var is_gpu: Bool
    /// Whether `auto` measures it.
    var is_measured: Bool
    /// The job that has it; nil where it is free.
    var job: String?
    /// The title of that job.
    var job_name: String?
    /// The page of its run, or of the job, below the server's root.
    var url: String?
  }

  var devices: [Device]
  /// Whether the program is being asked for devices.
  var is_looking: Bool
  /// Plugins that find no device, and why.
  var problems: [String]
  /// What `hourglass device install` would install for this machine; empty where there is a device.
  var packages: [String]
  /// When the program answered; nil before it has.
  var looked_at: Date?
}

extension DevicesDocument {
  /// What is known of the devices, and the jobs that have them.
  init(_ survey: DeviceSurvey?, isLooking: Bool, jobs: [Job] = []) {
    var holders: [String: Job] = [:]
    for job in jobs where job.state.isActive { for name in job.devices ?? [] { holders[name] = job } }
    let measured = survey?.measured ?? []
    devices = (survey?.findings ?? []).flatMap { finding in
      finding.devices.map { device in
        let job = holders[device.name]
        return Device(
          name: device.name, kind: finding.kind,
          // A plugin for processors has no better name.
          title: device.title.lowercased() == "cpu" ? finding.summary : device.title, memory_bytes: device.memoryLimit,
          precisions: finding.precisions, is_gpu: finding.isGPU, is_measured: measured.contains(device),
          job: job?.id.rawValue, job_name: job?.title, url: job.map { JobEntry($0, progress: nil).subject_url })
      }
    }
    problems = (survey?.findings ?? []).compactMap { finding in finding.problem.map { "\(finding.kind): \($0)" } }
    if let failure = survey?.failure { problems.append("devices cannot be listed: \(failure)") }
    packages = survey.map { $0.devices.isEmpty ? Self.packages($0) : [] } ?? []
    (is_looking, looked_at) = (isLooking, survey?.time)
  }

  /// The packages of the GPUs whose driver is here, else of all GPUs.
  private static func packages(_ survey: DeviceSurvey) -> [String] {
    let without = survey.findings.filter { $0.plugin == nil && $0.isGPU }
    let present = without.filter { $0.driver != nil }
    return (present.isEmpty ? without : present).compactMap(\.packages.last)
  }
}

extension StudioServer {
  /// The devices, and the jobs that have them.
  func devicesDocument() -> DevicesDocument {
    DevicesDocument(queue.devices, isLooking: queue.isLookingForDevices, jobs: queue.jobs)
  }

  var deviceEndpoints: [Endpoint] {
    [
      .get("/devices.json", "The devices that runs may be trained on, each free or with its job", isShared: true) { _ in
        devicesDocument()
      },
      .post("/devices/look", "Look for devices and MPI again, in processes of their own") { _ in
        // Starting a plugin may take minutes, which nobody waits for.
        Task { [queue] in await queue.lookForMPI() }
        Task { [queue] in await queue.lookForDevices() }
        return ChangeAnswer(message: "Devices are being looked for.", url: "jobs")
      },
    ]
  }
}
