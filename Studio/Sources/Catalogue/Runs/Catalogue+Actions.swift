public import Hourglass

/// Changes of runs; each is in the index, and told to the listeners, once the call returns.
extension Catalogue {
  /// Gives a run another name.
  ///
  /// - Returns: its new identifier.
  /// - Throws: ``CatalogueError`` when there is no such run; `RunError` for a name that is taken or not valid, and for a run
  ///   that is being trained.
  @discardableResult
  public func rename(_ id: String, to name: String) async throws -> String {
    try await change { [self] in
      let moved = try RunShelf(path: folder).rename(directory(id), to: name)
      try EvaluationReport.rename(in: moved, to: name)
      return RunID.id(of: name)
    }
  }

  /// Moves runs to the trash, from which ``restore(_:as:)`` brings them back.
  ///
  /// - Returns: the deleted runs.
  /// - Throws: ``CatalogueError`` when there is no such run; `RunError` for a run that is being trained. Runs before it in
  ///   `ids` are deleted.
  @discardableResult
  public func delete(_ ids: [String]) async throws -> [DeletedRun] {
    try await change { [self] in try ids.map { try RunShelf(path: folder).delete(directory($0)) } }
  }

  /// Brings a deleted run back, under another name if one is given.
  ///
  /// - Returns: its identifier.
  /// - Throws: `RunError` when there is a run of this name.
  @discardableResult
  public func restore(_ run: DeletedRun, as name: String? = nil) async throws -> String {
    try await change { [self] in
      let restored = try RunShelf(path: folder).restore(deleted(run), as: name)
      try EvaluationReport.rename(in: restored, to: name ?? run.run)
      return RunID.id(of: name ?? run.run)
    }
  }

  /// Removes a deleted run for good.
  ///
  /// - Throws: ``CatalogueError`` when it is not in the trash; `RunError` when a file cannot be removed.
  public func purge(_ run: DeletedRun) async throws {
    try await change { [self] in try RunShelf(path: folder).purge(deleted(run)) }
  }

  /// Changes what people say of runs: tags, note, group, archived.
  ///
  ///     try await catalogue.annotate(ids) { try $0.add(tag: "paper") }
  ///
  /// - Throws: ``CatalogueError`` when there is no such run; what `body` throws, which leaves that run as it is.
  public func annotate(_ ids: [String], _ body: @escaping @Sendable (inout RunNotes) throws -> Void) async throws {
    try await change { [self] in
      for id in ids { try RunNotes.change(of: directory(id), body) }
    }
  }

  /// The deleted run as it is in the trash: a path is never taken from whoever asks.
  private func deleted(_ run: DeletedRun) throws(CatalogueError) -> DeletedRun {
    guard let found = RunShelf(path: folder).deleted.first(where: { $0.number == run.number && $0.run == run.run })
    else {
      throw CatalogueError(
        .noRun, Report("there is no such deleted run", place: run.run, cure: "it may have been restored or purged"))
    }
    return found
  }
}
