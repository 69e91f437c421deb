import ArgumentParser
import Foundation
import Hourglass

extension Runs {
  /// The command `hourglass runs export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the metrics of a run's epochs as CSV.",
      discussion: """
          hourglass runs export AE/MNIST_Adam_lr=0.001 --output metrics.csv

        A row holds an epoch: step, date, seconds since the first start, losses and
        metrics, learning rate, gradient norm, images per second, resident memory.
        Fields that a log of an earlier version lacks are empty.
        """)

    @OptionGroup var source: RunOption

    @Option(help: ArgumentHelp("The file to write. (default: print the table)", valueName: "metrics.csv"))
    var output: String?

    @OptionGroup var existing: ForceOption

    func validate() throws { if let output { try existing.check(file: output) } }

    func run() throws {
      let directory = try source.directory()
      let epochs = RunOverview(directory).reports
      let table = MetricsTable(epochs)
      guard let output else {
        print(table.csv.replacing("\r\n", with: "\n"), terminator: "")
        return
      }
      try AtomicFile.write(text: table.csv, to: output)
      print("\(epochs.count) \(epochs.count == 1 ? "epoch" : "epochs"): \(output)")
    }
  }
}
