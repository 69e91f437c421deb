import Catalogue
import Foundation
import Hourglass
import Jobs

/// A job in lists, as JSON.
struct JobEntry: Codable, Hashable, Sendable {
  var id: String
  /// The title.
  var name: String
  /// What it does.
  var type: JobKind
  var status: JobState
  /// Why it has its status; nil where that says it all.
  var reason: String?
  /// What its process was asked to do and has not done yet: `pause` or `abort`.
  var stopping: String?
  var group: String?
  /// The run that it trains.
  var run_id: String?
  /// The job that makes its data set.
  var prerequisite: String?
  /// CPU threads of each process.
  var threads: Int
  /// The processes that train the run together; 1 for other jobs.
  var processes: Int
  /// The device that it asks for: `cuda:1`, `cuda` for any of them, `auto`; nil for the processor.
  var device: String?
  /// The precision of products; nil for the device's default.
  var precision: String?
  /// Whether a GPU computes the same bits each time.
  var deterministic: Bool
  /// The devices that it has while it is running.
  var devices: [String]
  var created: Date
  var started: Date?
  var ended: Date?
  /// The share that is done, from 0 to 1.
  var progress: Double?
  var remaining_seconds: Double?
  /// How far it is, in words.
  var stage: String?
  /// The last lines of the output of a job that failed or was interrupted.
  var last_lines: [String]
  /// Why its folder cannot be written.
  var problem: String?
  /// The address of its page below the server's root.
  var url: String

  init(_ job: Job, progress: JobProgress?) {
    (id, name, type, status) = (job.id.rawValue, job.title, job.kind, job.state)
    (reason, stopping, group) = (job.reason.map(PageWords.replacingFlags), job.stopRequest?.rawValue, job.group)
    run_id = job.task.run.map(RunID.id)
    prerequisite = job.prerequisite?.rawValue
    (threads, created, started, ended) = (job.threads, job.created, job.started, job.ended)
    processes = job.processCount
    (device, precision) = (job.device?.name, job.device?.precision)
    (deterministic, devices) = (job.device?.isDeterministic ?? false, job.state.isActive ? job.devices ?? [] : [])
    self.progress = job.state == .done ? 1 : progress?.fraction
    remaining_seconds = progress?.remainingSeconds
    stage = progress.flatMap(Self.stage)
    (last_lines, problem) = (job.lastLines, job.problem)
    url = "jobs/\(job.id)/status"
  }

  /// The page of what it makes, below the server's root: of its run, or its own.
  var subject_url: String { run_id.map(RunSubject.url) ?? url }

  /// What it computes on, in words; nil for the processor.
  var device_words: String? {
    let name = devices.isEmpty ? device : devices.joined(separator: ", ")
    guard let name, device != nil else { return nil }
    return ([name] + [precision, deterministic ? "deterministic" : nil].compactMap(\.self)).joined(separator: ", ")
  }

  /// How far a job is, in words.
  private static func stage(_ progress: JobProgress) -> String? {
    if let training = progress.training {
      guard training.epochs > 0 else { return nil }
      return "epoch \(Figures.count(max(1, training.epoch))) of \(Figures.count(training.epochs))"
    }
    switch progress.data {
    case .importing(let report):
      return "\(Figures.count(report.done)) of \(Figures.count(report.total, "image")), "
        + "\(Figures.number(report.imagesPerSecond)) images/s"
    case .downloading(let report):
      return "\(Figures.bytes(report.bytes)) of \(Figures.bytes(report.total)), "
        + "\(Figures.bytes(Int(report.bytesPerSecond)))/s"
    case .done, .stopped, .failed, nil: return nil
    }
  }
}
