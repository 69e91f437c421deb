import Foundation
import Hourglass

extension JobQueue {
  /// Makes a job and queues it.
  ///
  /// - Throws: ``JobError`` for a request that cannot be carried out, or a folder that cannot be written; then there is no
  ///   job.
  @discardableResult
  public func add(_ request: JobRequest) throws(JobError) -> Job {
    guard phase != .closed else { throw closed }
    try check(request)
    let now = Date()
    let id = try store.makeFolder(date: now)
    let job = Job(
      id: id, task: request.task, title: request.title, group: request.group,
      threads: request.threads
        ?? defaultThreads(request.task.kind, request.device, processes: request.processes),
      processes: request.processes > 1 ? request.processes : nil, device: request.device,
      prerequisite: request.prerequisite,
      position: (board.jobs.last?.position ?? 0).rounded(.down) + 1, created: now,
      history: [JobStateChange(state: .queued, time: now)], lastLines: [], command: [])
    do {
      if let text = request.runFile { try store.write(text, to: store.folder(of: id).runFile) }
      try store.write(job)
    } catch {
      try? store.remove(id)
      throw error
    }
    board.put(job)
    schedule()
    return board[id] ?? job
  }

  private func check(_ request: JobRequest) throws(JobError) {
    if let threads = request.threads, !(1...1024).contains(threads) {
      throw badRequest("not a valid number of threads", "threads", expected: "1 to 1024", got: "\(threads)")
    }
    if let id = request.prerequisite, board[id] == nil {
      throw badRequest("no such job", "prerequisite", expected: "a job to wait for", got: "\(id)")
    }
    try check(request.device)
    try check(ProcessPlan(request.processes, threads: request.threads, device: request.device))
    switch request.task {
    case .train(let run): try check(run: run, request)
    case .dataImport(_, let output):
      guard output.hasPrefix("/") else {
        throw badRequest("not an absolute path", "output", expected: "a folder", got: "\"\(output)\"")
      }
    case .download(let dataset):
      guard !dataset.isEmpty, !dataset.hasPrefix("-") else {
        throw badRequest("no such data set", "dataset", expected: "a name", got: "\"\(dataset)\"")
      }
    case .measure(let arguments):
      guard let command = arguments.first, !command.isEmpty, !command.hasPrefix("-") else {
        throw badRequest("no command", "arguments", expected: "a command of the program", got: "\(arguments)")
      }
    }
  }

  private func check(run: String, _ request: JobRequest) throws(JobError) {
    guard request.runFile != nil else {
      throw badRequest("a training has no settings", "run file", expected: "the text of a run file", got: "none")
    }
    try check(run: run)
    let other = board.jobs.first { $0.task.run == run && ($0.state.isActive || [.queued, .paused].contains($0.state)) }
    if let other {
      throw badRequest("a job trains this run already", "run", expected: "another name", got: "that of job \(other.id)")
    }
  }

  /// Rejects a name that would lead out of the folder of runs, or that the program would take for a flag.
  func check(run name: String) throws(JobError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part.first != "." && part.allSatisfy { !$0.isNewline && $0 != "\0" }
    }
    guard isPlain, !name.hasPrefix("-") else {
      throw badRequest(
        "not a valid name of a run", "run", expected: "parts between slashes, none empty or starting with a dot",
        got: "\"\(name)\"")
    }
  }

  private func badRequest(_ what: String, _ field: String, expected: String, got: String) -> JobError {
    JobError(.badRequest, Report(what, place: field, expected: expected, got: got))
  }
}
