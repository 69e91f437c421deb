import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import Insight

extension Runs {
  /// The command `hourglass runs compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare runs: differing settings, curves, metrics, the same images.",
      discussion: """
          hourglass runs compare AE/MNIST_Adam_lr=0.001 AE/MNIST_Adam_lr=0.01
          hourglass runs compare one two three --log --output comparison

        Prints the metrics of the best and the last epoch, the settings that differ, \
        and the curves. --output writes a folder: comparison.html, a page that needs \
        no other file; comparison.md and comparison.json; curves as PNG and SVG, the \
        learning rate among them; and images.png, the same images reconstructed by \
        each run. PCA and the mean image are drawn as dashed lines where the images \
        of the first run are found.
        """)

    @OptionGroup var source: RunNamesOption

    @Flag(name: .customLong("log"), help: "Draw the curves on a logarithmic axis.")
    var isLogarithmic = false

    @Option(parsing: .unconditional, help: "The number of images, from the first.")
    var count = 8

    @Option(help: "The images: train, validation or test.")
    var split = DatasetPart.validation

    @OptionGroup var folder: FolderOutputOptions
    @OptionGroup var dataRoot: DataRootOption
    @OptionGroup var compute: ComputeOptions

    @Flag(help: "Print the comparison as a JSON object as the last line.")
    var json = false

    func validate() throws {
      guard source.names.count >= 2 else { throw ValidationError("name two runs or more to compare") }
      guard (1...100).contains(count) else { throw ValidationError("--count: expected 1 to 100, got \(count)") }
    }

    func run() throws {
      let trained = try source.names.map(source.runs.trained)
      for run in trained { try run.printState() }
      var comparison = try TrainingComparison(trained)
      var images: (picture: Picture, caption: String)?
      do {
        let first = try source.runs.run(source.names[0], dataRoot)
        let executor = try compute.executor()
        try comparison.measureYardsticks(on: first, executor: executor)
        if folder.output != nil {
          let all = try first.images(of: split)
          let shown = try all.readable(count)
          let caption =
            "The first \(shown.count) of \(all.count) \(split.rawValue) images, and their reconstructions by each run."
          images = try comparison.picture(of: shown, by: trained, executor: executor).map { ($0, caption) }
        }
      } catch let error as any ReportedError {
        Console.warning("without images and yardsticks: \(error)")
      }
      show(comparison)
      if let output = folder.output { try write(comparison, images, to: output) }
      if json { print(try comparison.jsonLine()) }
    }

    private func show(_ comparison: TrainingComparison) {
      for (header, rows) in [comparison.metricsTable, comparison.settingsTable] {
        let table = Table(header, rows: rows)
        if !rows.isEmpty { table.print() }
        print("")
      }
      if comparison.settings.isEmpty { print("the settings are the same") }
      let curve = comparison.hasOneLoss ? TrainingComparison.Curve.loss : .mse01
      if let chart = comparison.chart(curve, isLogarithmic: isLogarithmic) { print(chart.text()) }
      for note in comparison.notes { print(note) }
    }

    private func write(
      _ comparison: TrainingComparison, _ images: (picture: Picture, caption: String)?, to folder: String
    ) throws {
      try Folder.make(folder)
      var figures = try CurveFiles.write(comparison, isLogarithmic: isLogarithmic, to: folder)
      if let images {
        try images.picture.write(to: "\(folder)/images.png")
        figures.append(("images.png", images.caption))
      }
      try AtomicFile.write(text: comparison.markdown(figures: figures), to: "\(folder)/comparison.md")
      try AtomicFile.write(text: comparison.html(images: images), to: "\(folder)/comparison.html")
      try AtomicFile.write(text: comparison.jsonLine() + "\n", to: "\(folder)/comparison.json")
      print("comparison \(folder)/comparison.html")
    }
  }
}
