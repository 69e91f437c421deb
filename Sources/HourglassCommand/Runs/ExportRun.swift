import ArgumentParser
import Exporting
import Foundation
import Hourglass

extension Runs {
  /// The command `hourglass runs export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a whole run as one archive, or the metrics of its epochs as CSV.",
      discussion: """
          hourglass runs export AE/MNIST_Adam_lr=0.001 --output run.tar.gz
          hourglass runs export AE/MNIST_Adam_lr=0.001 --output metrics.csv

        An archive (.tar.gz, .tgz or .tar) holds every file of the run and a manifest of \
        their checksums; `hourglass runs import` reads it on another machine. Images of \
        the data set are not in it.

        A row of CSV holds an epoch: step, date, seconds since the first start, losses and \
        metrics, learning rate, gradient norm, images per second, resident memory. \
        Fields that a log of an earlier version lacks are empty.
        """)

    @OptionGroup var source: RunOption

    @Option(
      help: ArgumentHelp(
        "The archive or the file of CSV to write. (default: print the table)", valueName: "run.tar.gz"))
    var output: String?

    @OptionGroup var existing: ForceOption

    /// Archives and compressed files of other kinds, which a table of CSV is not.
    private static let otherArchives: Set = ["7z", "bz2", "gz", "rar", "tbz", "txz", "xz", "zip", "zst"]

    func validate() throws {
      guard let output else { return }
      let ending = (output as NSString).pathExtension.lowercased()
      guard RunArchive.isName(output) || !Self.otherArchives.contains(ending) else {
        throw ValidationError(
          "--output: no archive of this kind is written (expected .tar.gz, .tgz or .tar, or .csv for the metrics, "
            + "got .\(ending))")
      }
      try existing.check(file: output)
    }

    func run() throws {
      let directory = try source.directory()
      if let output, RunArchive.isName(output) {
        let content = try Interruption.watching {
          try RunArchive(path: output).write(directory, name: name(of: directory), shouldStop: $0)
        }
        return print(
          "\(content.name), \(Figures.count(content.files, "file")), \(Figures.bytes(content.bytes)): \(output)")
      }
      let overview = RunOverview(directory)
      overview.warnOfDamage()
      let epochs = overview.reports
      let table = MetricsTable(epochs)
      guard let output else {
        print(table.csv.replacing("\r\n", with: "\n"), terminator: "")
        return
      }
      try AtomicFile.write(text: table.csv, to: output)
      print("\(Figures.count(epochs.count, "epoch")): \(output)")
    }

    /// The run's name below the folder of runs; that of its folder elsewhere.
    private func name(of directory: RunDirectory) -> String {
      let (path, runs) = (directory.path, source.runs.folder)
      return path.hasPrefix("\(runs)/")
        ? String(path.dropFirst(runs.count + 1)) : ((path as NSString).standardizingPath as NSString).lastPathComponent
    }
  }

  /// The command `hourglass runs import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read a run from the archive that `runs export` wrote.",
      discussion: """
          hourglass runs import run.tar.gz
          hourglass runs import run.tar.gz --as AE/lab

        Every file is compared with its checksum; a damaged one is named, and nothing is \
        left of the run then. Where the images are found, the run continues as it would \
        have before:

          hourglass train runs/AE/lab/run.yaml --name AE/lab --epochs 50
        """)

    @Argument(help: ArgumentHelp("The archive.", valueName: "run.tar.gz"))
    var archive: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Another name for the run.", valueName: "name"))
    var newName: String?

    @OptionGroup var runs: RunsOption

    func run() throws {
      let (run, content) = try Interruption.watching {
        try RunArchive(path: archive).read(into: runs.folder, as: newName, shouldStop: $0)
      }
      print(
        "\(content.name), \(Figures.count(content.files, "file")), \(Figures.bytes(content.bytes)): \(run.path)")
    }
  }
}
