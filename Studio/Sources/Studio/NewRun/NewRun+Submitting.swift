import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// The runs that a form has started.
struct SubmittedRuns: Codable, Sendable {
  /// One of them.
  struct Run: Codable, Sendable {
    /// The run's identifier in addresses.
    var id: String
    /// The run's name.
    var name: String
    /// The state of its job.
    var status: String
    /// The identifier of its job.
    var job: String
  }

  /// The identifier of the first run.
  var id: String
  /// The name of the first run.
  var name: String
  /// The state of its job.
  var status: String
  /// All runs.
  var runs: [Run]
  /// The group of a sweep; nil for a run in none.
  var group: String?
  /// The page that shows them, from the root of the server.
  var url: String
}

extension StudioServer {
  var submissionEndpoints: [Endpoint] {
    [
      Endpoint.change(.post, "/runs.json", "Start a run, or one for each combination of lists; they wait in the queue")
      {
        (body: RunDraftBody, _) in try await submit(body)
      }
    ]
  }

  private func submit(_ body: RunDraftBody) async throws -> SubmittedRuns {
    let (first, waitsFor) = try await draft(body)
    do {
      let (draft, plan) = try await plan(first, isMade: waitsFor == nil)
      let misfits = misfits(draft)
      guard misfits.isEmpty else { throw WebError(fields: misfits) }
      let names = try await names(of: plan, waitsFor: waitsFor)
      return try await add(plan, names, draft, waitsFor)
    } catch let error as WebError {
      throw error
    } catch let error as JobError where error.code != .badRequest {
      throw WebError(.serviceUnavailable, type: "jobs", PageWords.of(error))
    } catch let error as any ReportedError {
      throw WebError(fields: RunFieldErrors(first).fields(of: error))
    }
  }

  /// The names of the runs, each checked with its images where those are there.
  private func names(of plan: RunPlan, waitsFor: DataSet?) async throws -> [String] {
    if let waitsFor {
      return try plan.entries.map { try $0.configuration.runName(datasetTitle: waitsFor.id) }
    }
    let (paths, images) = (runPaths, newRun.images)
    var names: [String] = []
    for entry in plan.entries {
      names.append(try await newRun.checks { try CheckedRun(entry.configuration, images, paths).name })
    }
    return names
  }

  private func add(
    _ plan: RunPlan, _ names: [String], _ draft: RunDraft, _ waitsFor: DataSet?
  ) async throws -> SubmittedRuns {
    let refused = taken(names, isGiven: draft.name != nil)
    guard refused.isEmpty else { throw WebError(fields: refused) }
    let names = unique(names)
    if let long = names.first(where: { $0.split(separator: "/").contains { $0.utf8.count > 240 } }) {
      throw WebError(fields: [
        FieldError("name", "the name made from the settings is too long for a folder; give a name instead of \(long)")
      ])
    }
    let group = draft.group ?? (plan.isSweep ? draft.name ?? Self.group(of: plan, names) : nil)
    if let group { try Self.check(group: group) }
    var runs: [SubmittedRuns.Run] = []
    for (entry, name) in zip(plan.entries, names) {
      let request = JobRequest.train(
        run: name, runFile: entry.runFile, group: group,
        prerequisite: waitsFor?.job.flatMap { JobID(rawValue: $0) }, threads: draft.processes.threads,
        device: entry.device, processes: entry.processes)
      let job = try await queue.add(request)
      if let group { await note(group, for: name) }
      runs.append(
        SubmittedRuns.Run(id: RunID.id(of: name), name: name, status: job.state.rawValue, job: job.id.rawValue))
    }
    let page =
      runs.count == 1 ? "runs/\(Self.escaped(runs[0].id))" : "?group=group&filter=\(Self.escaped("\"\(group ?? "")\""))"
    return SubmittedRuns(
      id: runs[0].id, name: runs[0].name, status: runs[0].status, runs: runs, group: group, url: page)
  }

  /// The names, with a number where a run or an earlier name has one.
  private func unique(_ names: [String]) -> [String] {
    var given: Set<String> = []
    return names.map { name in
      var (candidate, number) = (name, 1)
      while given.contains(candidate) || isTaken(candidate) {
        number += 1
        candidate = "\(name)_run=\(number)"
      }
      given.insert(candidate)
      return candidate
    }
  }

  /// What a sweep is called that has no name: `AE code_size learning_rate`.
  private static func group(of plan: RunPlan, _ names: [String]) -> String {
    let fields = plan.entries[0].values.map { String($0.prefix { $0 != "=" }) }
    let model = plan.entries[0].configuration.model.title
    return String(([model] + fields).joined(separator: " ").prefix(RunNotes.maxGroupLength))
  }

  private static func check(group: String) throws(WebError) {
    var notes = RunNotes()
    do {
      try notes.set(group: group)
    } catch {
      throw WebError(fields: [FieldError("group", error.report.sentence)])
    }
  }

  /// Writes the group into the notes of a run that is about to be trained; lists show it from there.
  ///
  /// The job has the group, too, so that a failure costs nothing.
  private func note(_ group: String, for name: String) async {
    let directory = RunDirectory(path: "\(queue.store.runs)/\(name)")
    try? await newRun.checks {
      try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
      try RunNotes.change(of: directory) { try $0.set(group: group) }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~=,@+")))
      ?? text
  }
}
