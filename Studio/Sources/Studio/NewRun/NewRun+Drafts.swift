import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// The files that runs may read.
  var runPaths: RunPaths { RunPaths(settings, runs: queue.store.runs) }

  /// The draft of a form, with the data set by its reference, and the job that the data set waits for.
  func draft(_ body: RunDraftBody) async throws -> (draft: RunDraft, waitsFor: DataSet?) {
    var draft = RunDraft(body)
    guard let given = draft.value("data", "dataset") else { return (draft, nil) }
    let sets = try await catalogue.dataSets.list()
    // A known name is one, whatever data set has it as its identifier.
    let isKnown = RunPaths.isKnown(given)
    let matching = sets.filter { $0.reference == given || $0.id == given && !isKnown }
    guard let set = matching.first(where: { $0.state == .ready }) ?? matching.first else { return (draft, nil) }
    if isKnown, set.state == .broken { return (draft, nil) }
    guard set.state != .broken else {
      throw WebError(fields: [FieldError("data.dataset", set.problem ?? "the data set is broken")])
    }
    draft.replace("data", "dataset", set.reference)
    return (draft, set.state == .making ? set : nil)
  }

  /// The runs of a draft, made on another thread.
  ///
  /// The batch size that a Torch listing asks for is a default.
  func plan(_ draft: RunDraft, isMade: Bool = true) async throws -> (draft: RunDraft, plan: RunPlan) {
    let paths = runPaths
    return try await newRun.checks {
      var draft = draft
      if let network = draft.network {
        // Its errors have lines, which a run file has not.
        let checked = try? NetworkDescription.checked(text: network.text, file: network.file).0
        if let size = checked?.batchSize { draft.setDefault("batch_size", "\(size)") }
      }
      return (draft, try RunPlan(draft, paths: paths, isMade: isMade))
    }
  }
}
