import ArgumentParser
import Foundation
import Hourglass

extension Runs {
  /// The command `hourglass runs show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a run: settings, epochs, results, files.")

    @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
    var name: String

    @OptionGroup var runs: RunsOption

    func run() throws {
      let directory = try RunDirectory.find(name, runs: runs.folder)
      print(try String(contentsOfFile: directory.runFile, encoding: .utf8))
      let notes = try RunNotes(of: directory)
      if !notes.tags.isEmpty { print("tags: \(notes.tags.joined(separator: " "))") }
      if notes.isArchived { print("archived") }
      if let note = notes.note { print("note: \(note)") }
      if notes != RunNotes() { print("") }
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
