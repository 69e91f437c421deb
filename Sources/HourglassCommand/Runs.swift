import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass runs`.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the runs, show one, or export its metrics.",
    subcommands: [List.self, Show.self, Export.self], defaultSubcommand: List.self)

  /// The command `hourglass runs list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the runs with their metrics.")

    @OptionGroup var runs: RunsOption

    func run() throws {
      let all = RunDirectory.all(in: runs.folder)
      guard !all.isEmpty else {
        print("no runs in \(runs.folder); train one with `hourglass train`")
        return
      }
      var table = Table(["run", "epochs", "validation", "mse01", "psnr (dB)", "state"])
      for (name, directory) in all {
        let overview = RunOverview(directory)
        table.add([
          name, overview.epochsWanted.map { "\(overview.epochs)/\($0)" } ?? "\(overview.epochs)",
          overview.validation.map { Figures.error($0.loss) } ?? "-",
          overview.validation.map { Figures.error($0.mse01) } ?? "-",
          overview.validation.map { Figures.decibels($0.psnr) } ?? "-", overview.isFinished ? "finished" : "unfinished",
        ])
      }
      for line in table.lines { print(line) }
    }
  }

  /// The command `hourglass runs show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a run: settings, epochs, results, files.")

    @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
    var name: String

    @OptionGroup var runs: RunsOption

    func run() throws {
      let directory = try RunDirectory.find(name, runs: runs.folder)
      print(try String(contentsOfFile: directory.runFile, encoding: .utf8))
      let overview = RunOverview(directory)
      var table = Table(["epoch", "training loss", "validation loss", "psnr (dB)", "images/s"])
      for report in overview.reports {
        table.add([
          "\(report.epoch)", Figures.error(report.trainingLoss),
          report.validation.map { Figures.error($0.loss) } ?? "-",
          report.validation.map { Figures.decibels($0.psnr) } ?? "-", Figures.count(Int(report.imagesPerSecond)),
        ])
      }
      for line in table.lines { print(line) }
      if let results = overview.results {
        let parts = [("validation", results.validation), ("test", results.test)].compactMap { part in
          part.1.map { (part.0, $0) }
        }
        print("\nmetrics of the best epoch, \(results.bestEpoch):")
        for line in Figures.table(parts, lossName: results.lossName, draws: results.lossDraws ?? 0).lines {
          print(line)
        }
      }
      print("\ncheckpoints:")
      for path in directory.epochCheckpoints + [directory.bestCheckpoint, directory.interruptedCheckpoint]
      where FileManager.default.fileExists(atPath: path) {
        print("  \(path)")
      }
    }
  }
}
