import Hourglass
import Synchronization

/// What only the traced model of a run tells, saved for runs of one model.
struct ModelFacts: Sendable {
  /// The dimension of the code.
  var codeSize: Int?
  /// The stages of training, each of all epochs.
  var stages = 1

  /// The facts of models that were traced, by their settings.
  final class Cache: Sendable {
    private let facts = Mutex<[String: ModelFacts]>([:])

    /// The facts of the model of the run in `directory`, whose file has `settings`; nothing where it cannot be opened.
    func facts(of directory: RunDirectory, _ settings: [String: String]) -> ModelFacts {
      let names = settings.keys.filter { $0.hasPrefix("model.") || $0.hasPrefix("loss.") || $0 == "record.images" }
      let key = names.sorted().map { "\($0)=\(settings[$0] ?? "")" }.joined(separator: "\n")
      if let known = facts.withLock({ $0[key] }) { return known }
      guard let run = try? TrainedRun.open(directory, runs: directory.path) else { return ModelFacts() }
      var found = ModelFacts(stages: max(run.model.stages.count, 1))
      found.codeSize = try? run.model.encoding().code.shape.count
      facts.withLock { $0[key] = found }
      return found
    }
  }
}
