public import ArgumentParser
import Foundation
public import Hourglass
import ImageShapes

extension DataCommand {
  /// The command `hourglass data import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write images into databases that Caffe and DIGITS read.",
      discussion: """
        The output folder holds train_db, val_db, test_db, the lists of their images, labels.txt, the mean of the \
        training images and dataset.yaml; it can be the data set of a run.

          hourglass data import photos --resize 64x64 --output photos-db
        """)

    @OptionGroup var source: SourceOptions

    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
    var output: String

    @Option(help: "The encoding of records; none for raw pixels.")
    var encode = ImportSettings.Encoding.none

    @Option(help: "The kind of database: lmdb.")
    var backend = "lmdb"

    @Flag(help: "Shuffle the images by --seed.")
    var shuffle = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The share of each class to hold out for validation, such as 10%. (default: 25%, or the source's validation images)",
        valueName: "share"), transform: { try percentage($0) })
    var validation: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The share of each class to hold out for testing, such as 10%. (default: 0%, or the source's test images)",
        valueName: "share"), transform: { try percentage($0) })
    var test: Double?

    @Option(help: ArgumentHelp("A source of validation images.", valueName: "source"))
    var validationSource: String?

    @Option(help: ArgumentHelp("A source of test images.", valueName: "source"))
    var testSource: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Leave out classes with fewer images.", valueName: "n"))
    var minPerClass = 1

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Keep at most n images of each class. (default: all)", valueName: "n"))
    var maxPerClass: Int?

    @Option(
      parsing: .unconditional, help: "The seed of the order and of the images held out.", transform: FlagValues.seed)
    var seed: UInt64 = 0

    @Option(parsing: .unconditional, help: "Threads to decode with. (default: all processors)")
    var threads: Int?

    @OptionGroup var eventFile: EventsOption

    @Flag(help: "Resume an interrupted import.")
    var resume = false

    @Flag(help: "Remove what an earlier import wrote, and start again.")
    var restart = false

    /// Reads a share as `train --validation` does: `10%`; without the sign it is a percentage, too.
    private static func percentage(_ text: String) throws -> Double {
      let number = Double(text.hasSuffix("%") ? String(text.dropLast()) : text)
      guard let number, (0..<100).contains(number) else {
        throw ValidationError("expected a percentage from 0% to below 100%, got \(text)")
      }
      return number
    }

    func validate() throws {
      if let threads, threads < 1 || threads > 1024 {
        throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
      }
      guard backend == "lmdb" else { throw ValidationError("--backend: expected lmdb, got \(backend)") }
      guard !resume || !restart else { throw ValidationError("give --resume or --restart, not both") }
      if minPerClass < 0 { throw ValidationError("--min-per-class: expected 0 or more, got \(minPerClass)") }
      if let maxPerClass, maxPerClass < max(1, minPerClass) {
        throw ValidationError("--max-per-class: expected \(max(1, minPerClass)) or more, got \(maxPerClass)")
      }
      if validationSource != nil, validation != nil {
        throw ValidationError("give --validation or --validation-source, not both")
      }
      if testSource != nil, test != nil { throw ValidationError("give --test or --test-source, not both") }
    }

    func run() throws {
      let log = try eventFile.log()
      let printer = ImportPrinter()
      do {
        let summary = try log.recording {
          let job = try job()
          Interruption.watch()
          defer { printer.end() }
          return try job.run(to: output, start: resume ? .resume : restart ? .restart : .fresh) {
            printer.show($0)
            log.show($0)
            return !Interruption.isRequested
          }
        } summary: {
          DataSummary(folder: output, images: $0.records.reduce(0) { $0 + $1.count }, bad: $0.badImages.count)
        }
        show(summary)
      } catch let error as ImportError where error.code == .interrupted {
        Console.error("\(error)")
        throw ExitCode(Interruption.exitCode)
      }
    }

    private func job() throws -> ImportJob {
      let collection = try source.collection()
      let validationImages = try validationSource.map { try part($0, of: collection) } ?? collection.validation
      let testImages = try testSource.map { try part($0, of: collection) } ?? collection.test
      for (flag, percent, images) in [("--validation", validation, validationImages), ("--test", test, testImages)] {
        if percent ?? 0 > 0, images != nil {
          throw DataCommandError(
            .missingPart,
            Report(
              "the source has a part of its own for this", place: flag, got: collection.title, cure: "leave \(flag) out"
            ))
        }
      }
      var split = ImportSplit()
      split.validationPercent = validation ?? (validationImages == nil ? 25 : 0)
      split.testPercent = test ?? 0
      (split.minPerClass, split.maxPerClass, split.seed) = (minPerClass, maxPerClass, seed)
      let parts = try split.parts(of: ImportList(collection.training), classNames: collection.training.classNames)
      if !parts.leftOut.isEmpty {
        print("left out, with fewer than \(minPerClass) images: \(parts.leftOut.joined(separator: ", "))")
      }
      func ordered(_ list: ImportList, _ stream: Int) -> ImportList {
        shuffle ? list.shuffled(seed: seed, stream: stream) : list
      }
      func other(_ own: (any ImageSource)?, _ cut: ImportList?, _ stream: Int) -> ImportList? {
        (own.map { parts.renumbered(ImportList($0)) } ?? cut).map { ordered($0, stream) }
      }
      return try ImportJob(
        settings: settings(), training: ordered(parts.training, 0),
        validation: other(validationImages, parts.validation, 1),
        test: other(testImages, parts.test, 2), classNames: parts.classNames)
    }

    private func settings() throws -> ImportSettings {
      let preparation = source.options.reading.preparation
      var settings = ImportSettings()
      (settings.size, settings.mode, settings.colour) = (preparation.size, preparation.mode, preparation.colour)
      settings.filter = preparation.filter
      settings.encoding = encode
      settings.onBadImage = source.options.givenPolicy ?? .fail
      settings.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
      return settings
    }

    /// The images of another source, in the shape and with the classes of the first.
    private func part(_ path: String, of collection: ImageCollection) throws -> any ImageSource {
      var reading = source.options.reading
      let shape = collection.training.shape
      reading.preparation.size = reading.preparation.size ?? PixelSize(width: shape.width, height: shape.height)
      reading.preparation.colour = reading.preparation.colour ?? Picture.Colour(rawValue: shape.channels)
      let images = try ImageCollection.open(path, reading: reading).training
      guard images.classNames == collection.training.classNames else {
        throw ImportError(
          .classesDiffer, "the classes are not those of the training images", place: path,
          expected: collection.training.classNames.prefix(10).joined(separator: ", "),
          got: images.classNames.prefix(10).joined(separator: ", "), cure: "give folders of the same names")
      }
      return images
    }

    private func show(_ summary: ImportJob.Summary) {
      var table = Table(["database", "images"])
      for (part, count) in summary.records { table.add(["\(output)/\(part)", Figures.count(count)]) }
      table.print()
      if let mean = summary.mean {
        print("\(mean.shape), mean \(mean.pixel.map { String(format: "%.3f", $0) }.joined(separator: ", "))")
      }
      if !summary.badImages.isEmpty {
        print("\(Figures.count(summary.badImages.count)) left out; \(output)/bad-images.txt says why")
      }
    }
  }
}

extension ImportSettings.Encoding: ExpressibleByArgument {}
