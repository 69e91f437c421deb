import Autoencoders
import Diagnostics
import Files
import Foundation

extension RunShelf {
  /// Gives the results of a run that was called `old` the name and the place that it has now: in its folder, and in
  /// `validation_results.txt` and `test_results.txt` unless another run is called `old` by now.
  func renameResults(of directory: RunDirectory, from old: String, to name: String) throws(RunError) {
    do {
      if var results = RunOverview(directory).results, results.run != name || results.directory != directory.path {
        (results.run, results.directory) = (name, directory.path)
        try AtomicFile.write(text: results.jsonLine() + "\n", to: directory.results)
      }
      if old != name, !RunDirectory(path: "\(path)/\(old)").exists, let model = modelTitle(of: directory) {
        try ResultFiles(runs: path).rename(model: model, run: old, to: name)
      }
    } catch {
      throw resultsError("the run is moved, but its results still have the old name", directory.path, error)
    }
  }

  /// Removes the lines of a run that is gone, unless there is another run of its name, or a deleted one.
  func removeResults(of run: DeletedRun, model: String?) throws(RunError) {
    guard let model, !RunDirectory(path: "\(path)/\(run.run)").exists, !deleted.contains(where: { $0.run == run.run })
    else { return }
    do {
      try ResultFiles(runs: path).remove(model: model, run: run.run)
    } catch {
      throw resultsError("the run is removed, but its lines of results are not", path, error)
    }
  }

  /// The name of a run's model; nil where its file cannot be read.
  func modelTitle(of directory: RunDirectory) -> String? {
    try? RunFile(path: directory.runFile).settings.resolved().model.title
  }

  private func resultsError(_ what: String, _ place: String, _ cause: any Error) -> RunError {
    RunError(
      .cannotWrite,
      Report(
        what, place: place, got: "\(cause)",
        cure: "correct results.json of the run, and validation_results.txt and test_results.txt in \(path)"),
      cause: cause)
  }
}
