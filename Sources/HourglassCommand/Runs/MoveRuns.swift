import ArgumentParser
import Hourglass
import Insight

extension Runs {
  /// The command `hourglass runs rename`.
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a run another name.",
      discussion: """
          hourglass runs rename AE/MNIST_Adam_lr=0.001 AE/baseline

        Its results and reports get the name too. A run that is being trained keeps its \
        name.
        """)

    @OptionGroup var source: RunOption

    @Argument(help: ArgumentHelp("The new name, at most three parts between slashes.", valueName: "new-name"))
    var newName: String

    func run() throws {
      let run = try RunShelf(path: source.runs.folder).rename(
        source.directory(), to: newName)
      try EvaluationReport.rename(in: run, to: newName)
      print("\(source.name) is called \(newName) now: \(run.path)")
    }
  }

  /// The command `hourglass runs delete`.
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete runs; `runs restore` brings them back until they are purged.",
      discussion: """
          hourglass runs delete AE/MNIST_Adam_lr=0.001
          hourglass runs delete AE/MNIST_Adam_lr=0.001 --purge
          hourglass runs delete --purge

        Runs are moved to .trash in the folder of runs with everything in them. --purge \
        removes them for good: the runs named, or the deleted runs of these names, or \
        without names all deleted runs. A run that is being trained is not deleted.
        """)

    @Argument(help: ArgumentHelp("Runs: their names below --runs, or their folders.", valueName: "run"))
    var names: [String] = []

    @Flag(help: "Remove the runs for good.")
    var purge = false

    @OptionGroup var runs: RunsOption

    func validate() throws {
      if names.isEmpty, !purge { throw ValidationError("name the runs to delete; --purge removes all deleted runs") }
    }

    func run() throws {
      let shelf = RunShelf(path: runs.folder)
      if names.isEmpty {
        let deleted = shelf.deleted
        for run in deleted { try remove(run, from: shelf) }
        if deleted.isEmpty { print("there are no deleted runs") }
      }
      for name in names {
        guard purge else {
          let run = try shelf.delete(runs.directory(of: name))
          print("\(run.run) is deleted; `hourglass runs restore \(run.run)` brings it back")
          continue
        }
        do {
          let directory = try runs.directory(of: name)
          try remove(shelf.delete(directory), from: shelf)
        } catch let error as RunError where error.code == .noRun {
          let deleted = shelf.deleted.filter { $0.run == name }
          if deleted.isEmpty { throw error }
          for run in deleted { try remove(run, from: shelf) }
        }
      }
    }

    private func remove(_ run: DeletedRun, from shelf: RunShelf) throws {
      try shelf.purge(run)
      print("\(run.run) is removed for good")
    }
  }

  /// The command `hourglass runs restore`.
  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring a deleted run back, or list the deleted runs.",
      discussion: """
          hourglass runs restore
          hourglass runs restore AE/MNIST_Adam_lr=0.001 --as AE/again

        Of several deleted runs of one name, the one deleted last comes back.
        """)

    @Argument(help: ArgumentHelp("A deleted run.", valueName: "run"))
    var name: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Another name to bring it back under.", valueName: "name"))
    var newName: String?

    @OptionGroup var runs: RunsOption

    @Flag(help: "Print the list as one JSON object a run.")
    var json = false

    func run() throws {
      let shelf = RunShelf(path: runs.folder)
      guard let name else {
        let deleted = shelf.deleted
        for run in deleted { print(json ? try run.jsonLine() : "\(run.run)  \(run.directory)") }
        if deleted.isEmpty, !json { print("there are no deleted runs") }
        return
      }
      let run = try shelf.restore(shelf.deleted(named: name), as: newName)
      try EvaluationReport.rename(in: run, to: newName ?? name)
      print("\(name) is back: \(run.path)")
    }
  }
}
