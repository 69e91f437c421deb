import Catalogue
import Hourglass
import Jobs
import Web

/// The first page: what is running, the runs and the data sets.
struct HomeDocument: Codable, Sendable {
  /// The version of the program.
  var version: String
  /// Whether one run can be trained in several processes.
  var mpi: MachineDocument.MPI
  /// The folder of all runs.
  var runs_dir: String
  /// The data sets, the newest first.
  var datasets: [DataSetEntry]
  /// The runs, changed last first; archived ones where they are asked for.
  var runs: [RunEntry]
  /// The jobs in the order of the queue.
  var jobs: [JobEntry]
  /// The number of archived runs.
  var archived: Int
  /// The deleted runs, the one deleted last at the end.
  var deleted: [DeletedRunEntry]
  /// What is running and waiting now.
  var now: RunningDocument
  /// What an empty Studio offers; null once it has runs or data sets.
  var demonstration: DemonstrationDocument?
}

/// A data set in lists, as JSON.
struct DataSetEntry: Codable, Sendable {
  var id: String
  var name: String
  /// `making`, `ready` or `broken`.
  var status: String
  /// Why it is broken.
  var reason: String?
  /// What a run names as its data set.
  var reference: String
  /// The address of its page below the server's root.
  var url: String
}

/// A run in the trash.
struct DeletedRunEntry: Codable, Sendable {
  /// The identifier that the run had.
  var id: String
  var name: String
}

extension StudioServer {
  var homeEndpoints: [Endpoint] {
    let archived = Parameter.flag("archived", "Whether the archived runs are listed, instead of the others")
    return Endpoint.page("/", "Running jobs, runs and data sets", [archived], template: "home", isShared: true) {
      call in
      try await homeDocument(runs: homeRuns(call(archived)))
    } view: { document, call in
      try homeView(document, isArchive: call(archived))
    }
      + Endpoint.page("/running", "What is running and waiting now", template: "running", isShared: true) { _ in
        try await runningDocument()
      } view: { document, _ in
        PageView("Running", section: "home", topics: ["running"], runningFields(document))
      } + demonstrationEndpoints
  }

  private func homeRuns(_ isArchive: Bool) async throws -> [RunSubject] {
    var query = RunQuery()
    query.isArchived = isArchive
    return try await subjects(query)
  }

  private func homeDocument(runs: [RunSubject]) async throws -> HomeDocument {
    let sets = try await catalogue.dataSets.list()
    let deleted = try await catalogue.deletedRuns()
    let now = try await runningDocument()
    let isEmpty = runs.isEmpty && sets.isEmpty && now.running.isEmpty && now.queued.isEmpty
    return HomeDocument(
      version: Run.version, mpi: MachineDocument.MPI(queue.mpi), runs_dir: queue.store.runs,
      datasets: sets.map { set in
        DataSetEntry(
          id: set.id, name: set.title, status: set.state.rawValue, reason: set.problem, reference: set.reference,
          url: "datasets/\(set.id)")
      },
      runs: runs.map(RunEntry.init), jobs: queue.jobs.map { JobEntry($0, progress: queue.progress(of: $0.id)) },
      archived: try await catalogue.facets().archived,
      deleted: deleted.map { DeletedRunEntry(id: RunID.id(of: $0.run), name: $0.run) },
      now: now, demonstration: isEmpty ? try await demonstration() : nil)
  }
}
