import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Jobs
import Web

/// The queue, as JSON.
struct JobsDocument: Codable, Sendable {
  /// Slots of CPU threads that trainings share.
  var slots: Int
  /// Slots that are taken.
  var slots_in_use: Int
  /// Whether one run can be trained in several processes.
  var mpi: MachineDocument.MPI
  /// The devices, each of which takes one training at a time.
  var devices: DevicesDocument
  /// The jobs in the order of the queue.
  var jobs: [JobEntry]
  /// Jobs whose files could not be read when the server started.
  var damaged: [DamagedEntry]

  /// A job whose file cannot be read.
  struct DamagedEntry: Codable, Sendable {
    var id: String
    /// The file.
    var path: String
    var reason: String
  }
}

/// A job with all there is to know of it, as JSON.
struct JobDocument: Codable, Sendable {
  var id: String
  var name: String
  var type: JobKind
  var status: JobState
  /// Why it failed; nil where it has not.
  var error: String?
  var job: JobEntry
  /// The states that it has had, oldest first.
  var status_history: [StateEntry]
  /// The command of the last start, quoted for a shell; empty before.
  var command: String
  var exit_status: Int?
  /// Its folder.
  var directory: String
}

/// Where a job goes in the queue.
struct MoveRequest: Codable, Sendable {
  enum Direction: String, Codable, CaseIterable, Sendable { case first, up, down, last }
  /// `first`, `up`, `down` or `last`, among the jobs that wait.
  var to: Direction
}

/// Several jobs, in the manner of DIGITS.
struct JobsRequest: Codable, Sendable, SchemaProviding {
  var job_ids: [String]

  static let schema = Schema.object([
    "job_ids": Schema.Field(.array(.text(length: 1...64), count: 1...5000), help: "The identifiers of jobs.")
  ])
}

extension StudioServer {
  var jobEndpoints: [Endpoint] {
    let id = Parameter<String>.path("id", "The job: 20260131-142501-3f9a")
    return Endpoint.page("/jobs", "The queue of jobs", template: "jobs", isShared: true) { _ in
      jobsDocument()
    } view: { document, _ in
      jobsView(document)
    }
      + Endpoint.page("/jobs/{id}/status", "A job: its states, reason and last lines", [id], template: "job") { call in
        try jobDocument(job(call(id)))
      } view: { document, _ in
        jobView(document)
      }
      + [
        .bytes(
          .get, "/jobs/{id}/log", "The end of what the job's processes printed", [id, Self.logBytes], type: "text/plain"
        ) { call in
          try await logAnswer(job(call(id)), call)
        },
        .post("/jobs/{id}/abort", "Stop a job", [id]) { call in
          let job = try await queue.abort(job(call(id)).id)
          return ChangeAnswer(message: "\(job.title) is being stopped.", id: job.id.rawValue)
        },
        .post("/jobs/{id}/pause", "Save a job and stop it until it is resumed", [id]) { call in
          let job = try await queue.pause(job(call(id)).id)
          return ChangeAnswer(message: "\(job.title) saves and pauses.", id: job.id.rawValue)
        },
        .post(
          "/jobs/{id}/resume", "Queue a job that was stopped or has failed; it continues where it was",
          [id, Self.resumeDevice, Self.resumeProcesses]
        ) { call in
          let processes = try call(Self.resumeProcesses)
          let job = try await queue.resume(
            job(call(id)).id, on: Self.deviceChange(call(Self.resumeDevice)),
            processes: processes > 0 ? processes : nil)
          return ChangeAnswer(message: "\(job.title) is in the queue.", id: job.id.rawValue)
        },
        .post("/jobs/{id}/delete", "Remove a job that has ended; what it made stays", [id]) { call in
          let job = try job(call(id))
          try await queue.remove(job.id)
          return ChangeAnswer(message: "The job of \(job.title) was removed; what it made stays.", url: "jobs")
        },
        .change(.post, "/jobs/{id}/move", "Move a waiting job in the queue", [id]) { (body: MoveRequest, call) in
          let job = try await move(job(call(id)), body.to)
          return ChangeAnswer(message: "\(job.title) was moved.", id: job.id.rawValue)
        },
        .change(.post, "/abort_jobs", "Stop several jobs") { (body: JobsRequest, _) in
          for id in body.job_ids { try await queue.abort(job(id).id) }
          return ChangeAnswer(message: "\(Figures.count(body.job_ids.count, "job")) being stopped.")
        },
      ]
  }

  private func jobsDocument() -> JobsDocument {
    let jobs = queue.jobs
    let taken = jobs.filter { $0.state.isActive && $0.kind == .train }
    return JobsDocument(
      slots: queue.settings.slots, slots_in_use: taken.reduce(0) { $0 + $1.slots(of: queue.settings.slots) },
      mpi: MachineDocument.MPI(queue.mpi), devices: devicesDocument(),
      jobs: jobs.map { JobEntry($0, progress: queue.progress(of: $0.id)) },
      damaged: queue.damaged.map {
        JobsDocument.DamagedEntry(id: $0.id.rawValue, path: $0.path, reason: $0.reason)
      })
  }

  /// The job with this identifier.
  ///
  /// - Throws: `WebError` where there is none.
  private func job(_ id: String) throws(WebError) -> Job {
    guard let job = JobID(rawValue: id).flatMap({ queue.job($0) }) else { throw .notFound("there is no such job") }
    return job
  }

  private func jobDocument(_ job: Job) -> JobDocument {
    JobDocument(
      id: job.id.rawValue, name: job.title, type: job.kind, status: job.state,
      error: job.state == .failed ? job.reason.map(PageWords.replacingFlags) : nil,
      job: JobEntry(job, progress: queue.progress(of: job.id)),
      status_history: job.history.map(StateEntry.init),
      command: job.commandLine, exit_status: job.exitStatus.map(Int.init),
      directory: queue.store.folder(of: job.id).path)
  }

  /// Moves a job among those that wait.
  private func move(_ job: Job, _ direction: MoveRequest.Direction) async throws -> Job {
    let waiting = queue.jobs.filter { $0.state == .queued }
    guard let place = waiting.firstIndex(where: { $0.id == job.id }) else {
      throw WebError(.conflict, type: "state", "\(job.title) does not wait in the queue")
    }
    let target =
      switch direction {
      case .first: 0
      case .up: max(0, place - 1)
      case .down: min(waiting.count, place + 2)
      case .last: waiting.count
      }
    return try await queue.move(job.id, before: target < waiting.count ? waiting[target].id : nil)
  }
}
