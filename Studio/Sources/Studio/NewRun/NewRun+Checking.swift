import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// What the form of a new run means, or what is wrong with it.
struct RunCheck: Codable, Sendable {
  /// Sentences by field; empty where the run can be started.
  var errors: [String: [String]] = [:]
  /// What is allowed, but unlikely to be meant.
  var warnings: [String] = []
  /// How many runs would be started.
  var runs = 0
  /// The maximum number of runs of one form.
  var max_runs = RunDraft.maxRuns
  /// The names of the first runs, at most ten.
  var names: [String] = []
  /// The run file: what is given, and nothing else.
  var run_file = ""
  /// The command that would train the same.
  var command = ""
  /// The model of the first run; nil where it cannot be made yet.
  var model: ModelSummary?
  /// The images; nil where they cannot be opened yet.
  var images: ImagesSummary?
  /// Epochs of the first run, in each stage.
  var epochs: Int?
  /// Steps of an epoch of the first run.
  var steps_per_epoch: Int?
  /// The title of the data set whose making the run would wait for; nil for none.
  var waits_for: String?
}

extension StudioServer {
  var checkEndpoints: [Endpoint] {
    [
      Endpoint.change(.post, "/runs/check", "What a form of a new run means, and what is wrong with it; makes nothing")
      {
        (body: RunDraftBody, _) in await check(body)
      }
    ]
  }

  private func check(_ body: RunDraftBody) async -> RunCheck {
    var check = RunCheck()
    var draft = RunDraft(body)
    var planned: RunConfiguration?
    do {
      let waitsFor: String?
      let isMade: Bool
      do {
        let (found, set) = try await self.draft(body)
        (draft, waitsFor, isMade) = (found, set?.title, set == nil)
      }
      check.run_file = draft.runFile
      check.command = command(draft)
      check.waits_for = waitsFor
      let paths = runPaths
      let (completed, plan) = try await plan(draft, isMade: isMade)
      draft = completed
      check.run_file = draft.runFile
      (check.runs, check.epochs) = (plan.entries.count, plan.entries[0].configuration.training.epochs)
      planned = plan.entries[0].configuration
      guard isMade else {
        check.errors = fields(misfits(draft))
        return check
      }
      let images = newRun.images
      let first = try await newRun.checks { try CheckedRun(plan.entries[0].configuration, images, paths) }
      (check.model, check.images, check.steps_per_epoch) = (first.model, first.images, first.stepsPerEpoch)
      check.warnings = first.warnings
      check.names = try plan.entries.prefix(10).map { try $0.configuration.runName(datasetTitle: first.images.title) }
      check.errors = fields(taken(check.names, isGiven: draft.name != nil) + misfits(draft))
    } catch {
      check.errors = fields(RunFieldErrors(draft).fields(of: error) + misfits(draft))
      check.runs = max(check.runs, draft.combinations)
      if let planned, let shape = draft.knownShape { check.model = await model(of: planned, shape) }
    }
    return check
  }

  /// The model of `configuration` for images that are not on this machine; nil where it does not fit them.
  private func model(of configuration: RunConfiguration, _ shape: ImageShape) async -> ModelSummary? {
    try? await newRun.checks {
      try ModelSummary(
        TracedModel(configuration.model, image: shape), of: configuration.model,
        scaling: configuration.training.scaling)
    }
  }

  /// What is wrong with names that were given and that runs have already.
  func taken(_ names: [String], isGiven: Bool) -> [FieldError] {
    guard isGiven else { return [] }
    return names.filter(isTaken).prefix(3).map { FieldError("name", "there is a run called \($0); give another name") }
  }

  /// Whether a run, or a job for one, has this name.
  func isTaken(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: RunDirectory(path: "\(queue.store.runs)/\(name)").runFile)
      || queue.jobs.contains {
        $0.task.run == name && !($0.state == .done || $0.state == .aborted || $0.state == .failed)
      }
  }

  private func fields(_ errors: [FieldError]) -> [String: [String]] {
    Dictionary(grouping: errors, by: \.field).mapValues { $0.map(\.message) }
  }

  /// The commands that train the draft's run file, one for each device and number of processes.
  private func command(_ draft: RunDraft) -> String {
    draft.machines.map { machine in
      var words = MPILauncher.words(machine.processes) + ["hourglass", "train", RunPlan.fileName]
      if let name = draft.name { words += ["--name", name] }
      words += ["--runs", queue.store.runs]
      if let threads = draft.processes.threads { words += ["--threads", "\(threads)"] }
      return ShellText.line(words + (machine.device?.flags() ?? []))
    }.joined(separator: "\n")
  }
}
