import Web

/// The first page: what is running, the runs and the data sets.
struct HomeDocument: Codable, Sendable {
  /// The version of the program.
  var version: String
  /// The folder of all runs.
  var runs_dir: String
}

extension StudioServer {
  var homeEndpoints: [Endpoint] {
    Endpoint.page("/", "Running jobs, runs and data sets", template: "home") { _ in
      HomeDocument(version: "0.1.0", runs_dir: settings.runs)
    } view: { document, _ in
      PageView("Home", section: "home", topics: ["runs", "jobs", "datasets"], ["runs_dir": document.runs_dir])
    }
  }
}
