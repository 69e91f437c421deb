import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// The name that a run gets.
struct RenameRequest: Codable, Sendable { var name: String }

/// The note that a run gets; an empty one is none.
struct NoteRequest: Codable, Sendable { var note: String? }

/// The tags that runs get and lose.
struct TagRequest: Codable, Sendable {
  /// A word, or several with spaces or commas between.
  var add: String?
  /// A tag.
  var remove: String?
}

extension StudioServer {
  var runActionEndpoints: [Endpoint] {
    let id = Self.runID
    return [
      .post("/runs/{id}/abort", "Stop a run's training, which saves first", [id]) { call in
        let run = try await subject(call(id))
        try await abort(run)
        return ChangeAnswer(message: "\(run.name) is being stopped.", id: run.id, url: run.url)
      },
      .post("/runs/{id}/pause", "Save a run and stop its training until it is resumed", [id]) { call in
        let run = try await subject(call(id))
        guard let job = run.job, run.canPause else { throw Self.wrongState(run, "it is not in the queue") }
        try await queue.pause(job.id)
        return ChangeAnswer(message: "\(run.name) saves and pauses.", id: run.id, url: run.url)
      },
      .post(
        "/runs/{id}/resume", "Continue a run where it was, in the queue", [id, Self.resumeDevice, Self.resumeProcesses]
      ) { call in
        let run = try await subject(call(id))
        let processes = try call(Self.resumeProcesses)
        try await resume(
          run, on: Self.deviceChange(call(Self.resumeDevice)), processes: processes > 0 ? processes : nil)
        return ChangeAnswer(message: "\(run.name) is in the queue.", id: run.id, url: run.url)
      },
      .post("/runs/{id}/delete", "Move a run to the trash", [id]) { call in
        let run = try await subject(call(id))
        return try await delete([run])
      },
      .post("/runs/{id}/restore", "Bring a deleted run back", [id]) { call in
        let id = try call(id)
        guard let deleted = try await catalogue.deletedRuns().last(where: { RunID.id(of: $0.run) == id }) else {
          throw WebError.notFound("there is no such deleted run")
        }
        let restored = try await catalogue.restore(deleted)
        return ChangeAnswer(message: "\(deleted.run) was restored.", id: restored, url: RunSubject.url(restored))
      },
      .post("/runs/{id}/archive", "Leave a run out of lists", [id]) { call in
        try await archive([subject(call(id))], true)
      },
      .post("/runs/{id}/unarchive", "Show an archived run in lists again", [id]) { call in
        try await archive([subject(call(id))], false)
      },
      .change(.post, "/runs/{id}/rename", "Give a run another name", [id]) { (body: RenameRequest, call) in
        try await rename(subject(call(id)), to: body.name)
      },
      .change(.post, "/runs/{id}/tag", "Add or remove tags of a run", [id]) { (body: TagRequest, call) in
        try await tag([subject(call(id))], body)
      },
      .change(.post, "/runs/{id}/note", "Set the note of a run", [id]) { (body: NoteRequest, call) in
        let id = try call(id)
        try await catalogue.annotate([id]) { try $0.set(note: body.note) }
        return ChangeAnswer(message: "The note is saved.", id: id, url: RunSubject.url(id))
      },
    ] + severalRunEndpoints
  }

  static func wrongState(_ run: RunSubject, _ what: String) -> WebError {
    WebError(.conflict, type: "state", "\(run.name) cannot do this now: \(what)")
  }

  /// Stops a run's training: by its job, or by a signal to the process that the command line started.
  func abort(_ run: RunSubject) async throws {
    guard run.canStop else { throw Self.wrongState(run, "it is not being trained") }
    if let job = run.job, !run.isTrainedElsewhere {
      try await queue.abort(job.id)
      return
    }
    // The same as Ctrl-C in its terminal: it saves, and the same command continues it.
    guard let process = RunDirectory(path: run.directory).trainingProcess, kill(process, SIGTERM) == 0 else {
      throw Self.wrongState(run, "its process cannot be reached")
    }
  }

  /// Continues a run: by its job, or by a new one for a run of the command line.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - change: Where it computes from now on.
  ///   - processes: The number of processes from now on; nil for as many as before, where these fit this machine.
  func resume(_ run: RunSubject, on change: DeviceChange = .none, processes: Int? = nil) async throws {
    guard run.canResume else {
      throw Self.wrongState(run, run.status == .done ? "it is done" : "it is in the queue already")
    }
    if let job = run.job, job.state.isResumable {
      try await queue.resume(job.id, on: change, processes: processes)
      return
    }
    let path = RunDirectory(path: run.directory).runFile
    let (text, file) = try await compute { [runFiles] in
      (try String(contentsOfFile: path, encoding: .utf8), runFiles.file(path))
    }
    let device: DeviceRequest? =
      switch change {
      case .none: file.flatMap(RunDevice.init)?.request.flatMap { $0.misfit(queue.devices) == nil ? $0 : nil }
      case .processor: nil
      case .device(let request): request
      }
    let before = ProcessPlan(file.flatMap(RunProcesses.init)?.count ?? 1, device: device)
    let isPossible = before.misfit(slots: queue.settings.slots, mpi: queue.mpi, devices: queue.devices) == nil
    try await queue.add(
      .train(
        run: run.name, runFile: text, group: run.row?.group, device: device,
        processes: processes ?? (isPossible ? before.count : 1)))
  }

  /// Moves runs to the trash; jobs that wait for their turn are taken from the queue.
  func delete(_ runs: [RunSubject]) async throws -> ChangeAnswer {
    for run in runs {
      guard let job = run.job else { continue }
      if job.state == .queued || job.state == .paused { try await queue.abort(job.id) }
      if run.row == nil, !job.state.isActive { try await queue.remove(job.id) }
    }
    let deleted = try await catalogue.delete(runs.filter { $0.row != nil }.map(\.id))
    let names = Self.named(runs)
    guard !deleted.isEmpty else { return ChangeAnswer(message: "\(names) deleted.", url: "") }
    let undo = undo.add { [catalogue] in
      for run in deleted { try await catalogue.restore(run) }
      return "\(names) restored."
    }
    return ChangeAnswer(message: "\(names) deleted.", undo: undo, url: "")
  }

  func archive(_ runs: [RunSubject], _ isArchived: Bool) async throws -> ChangeAnswer {
    let changed = runs.filter { $0.row?.isArchived != isArchived }.map(\.id)
    try await catalogue.annotate(changed) { $0.isArchived = isArchived }
    let undo = undo.add { [catalogue] in
      try await catalogue.annotate(changed) { $0.isArchived = !isArchived }
      return isArchived ? "Shown again." : "Archived again."
    }
    return ChangeAnswer(message: "\(Self.named(runs)) \(isArchived ? "archived" : "shown in lists again").", undo: undo)
  }

  private func rename(_ run: RunSubject, to name: String) async throws -> ChangeAnswer {
    guard run.row != nil else { throw Self.wrongState(run, "it has no folder yet") }
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    if run.job?.state.isActive == true { throw Self.wrongState(run, "it is being trained; pause it first") }
    let id: String
    do {
      id = try await catalogue.rename(run.id, to: name)
    } catch let error as RunError where error.code == .badName {
      throw WebError(fields: [FieldError("name", error.description)])
    }
    try await queue.runWasRenamed(from: run.name, to: name)
    scorings.runWasRenamed(from: run.name, to: name)
    let undo = undo.add { [catalogue, queue, scorings] in
      try await catalogue.rename(id, to: run.name)
      try await queue.runWasRenamed(from: name, to: run.name)
      scorings.runWasRenamed(from: name, to: run.name)
      return "\(run.name) has its name again."
    }
    return ChangeAnswer(message: "\(run.name) is called \(name) now.", undo: undo, id: id, url: RunSubject.url(id))
  }

  func tag(_ runs: [RunSubject], _ request: TagRequest) async throws -> ChangeAnswer {
    let added = request.add?.split { $0 == "," || $0.isWhitespace }.map(String.init) ?? []
    let removed = request.remove
    guard !added.isEmpty || removed != nil else {
      throw WebError(fields: [FieldError("add", "expected a word, got none")])
    }
    let before = runs.map { ($0.id, $0.row?.tags ?? []) }
    do {
      try await catalogue.annotate(before.map(\.0)) { notes in
        for tag in added { try notes.add(tag: tag) }
        if let removed, notes.tags.contains(removed) { try notes.remove(tag: removed) }
      }
    } catch let error as RunError where error.code == .badName {
      throw WebError(fields: [FieldError("add", error.description)])
    }
    let undo = undo.add { [catalogue] in
      for (id, tags) in before {
        try await catalogue.annotate([id]) { notes in
          for tag in notes.tags where !tags.contains(tag) { try notes.remove(tag: tag) }
          for tag in tags { try notes.add(tag: tag) }
        }
      }
      return "The tags are as they were."
    }
    let what = added.isEmpty ? "no longer tagged \(removed ?? "")" : "tagged \(added.joined(separator: ", "))"
    return ChangeAnswer(message: "\(Self.named(runs)) \(what).", undo: undo)
  }

  /// `a/b was`, `3 runs were`.
  static func named(_ runs: [RunSubject]) -> String {
    runs.count == 1 ? "\(runs[0].name) was" : "\(Figures.count(runs.count, "run")) were"
  }
}
