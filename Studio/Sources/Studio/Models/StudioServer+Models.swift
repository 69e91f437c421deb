import HTTPTypes
import Web

extension StudioServer {
  /// The model of the run `id`, loaded.
  ///
  /// - Parameters:
  ///   - id: The run's identifier.
  ///   - snapshot: The name of a checkpoint; nil for the one that represents the run.
  /// - Throws: `CatalogueError` where there is no such run; as ``LoadedModels/model(in:snapshot:)``.
  func model(_ id: String, snapshot: String? = nil) async throws -> ModelHandle {
    let run = try await subject(id)
    guard run.row != nil else {
      throw WebError(.conflict, type: "no-checkpoint", "the run's training has not started; it has no checkpoint yet")
    }
    return try await models.model(in: run.directory, snapshot: snapshot)
  }
}
