import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import Insight

extension Runs {
  /// The command `hourglass runs show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a run: settings, epochs, results, files, curves.",
      discussion: """
          hourglass runs show AE/MNIST_Adam_lr=0.001
          hourglass runs show AE/MNIST_Adam_lr=0.001 --log --output curves

        --output writes the curves of the losses, mse01, PSNR and the learning rate into \
        a folder as PNG and SVG. PCA and the mean image are drawn as dashed lines where \
        the run's images are found.
        """)

    @OptionGroup var source: RunOption

    @Flag(name: .customLong("log"), help: "Draw the curves on a logarithmic axis.")
    var isLogarithmic = false

    @OptionGroup var folder: FolderOutputOptions
    @OptionGroup var dataRoot: DataRootOption
    @OptionGroup var compute: ComputeOptions

    func validate() throws {
      if isLogarithmic, folder.output == nil { throw ValidationError("--log needs --output") }
    }

    func run() throws {
      let directory = try source.directory()
      print(try String(contentsOfFile: directory.runFile, encoding: .utf8))
      let notes = try RunNotes(of: directory)
      if !notes.tags.isEmpty { print("tags: \(notes.tags.joined(separator: " "))") }
      if let group = notes.group { print("group: \(group)") }
      if notes.isArchived { print("archived") }
      if let note = notes.note { print("note: \(note)") }
      if notes != RunNotes() { print("") }
      let overview = RunOverview(directory)
      overview.warnOfDamage()
      var table = Table(["epoch", "training loss", "validation loss", "psnr (dB)", "images/s"])
      for report in overview.reports {
        table.add([
          "\(report.epoch)", Figures.number(report.trainingLoss),
          report.validation.map { Figures.number($0.loss) } ?? "-",
          report.validation.map { Figures.decibels($0.psnr) } ?? "-",
          report.step > 0 ? Figures.speed(report.imagesPerSecond) : "-",
        ])
      }
      table.print()
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
      if let output = folder.output { try drawCurves(into: output) }
    }

    private func drawCurves(into folder: String) throws {
      var comparison = try TrainingComparison([source.trained()])
      do {
        try comparison.measureYardsticks(on: source.run(dataRoot), executor: compute.executor())
      } catch let error as any ReportedError {
        Console.warning("without yardsticks: \(error)")
      }
      try Folder.make(folder)
      let files = try CurveFiles.write(comparison, isLogarithmic: isLogarithmic, to: folder).map(\.file)
      let words = files.isEmpty ? "none before the end of the first epoch" : files.joined(separator: ", ")
      print("\ncurves in \(folder): \(words)")
      for note in comparison.notes { print(note) }
    }
  }
}
