import ArgumentParser
import Foundation
import Hourglass

extension DataCommand {
  /// The command `hourglass data mean`.
  struct Mean: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute the mean of a data set's training images, and write it in Caffe's format.")

    @OptionGroup var source: SourceOptions

    @Option(help: ArgumentHelp("The file to write.", valueName: "mean.binaryproto"))
    var output: String

    @Option(
      help: ArgumentHelp("Draw the mean as well, as PNG or JPEG.", valueName: "mean.png"),
      transform: FlagValues.picture)
    var picture: PictureOutput?

    @OptionGroup var existing: ForceOption

    @Option(parsing: .unconditional, help: "Threads to decode with. (default: all processors)")
    var threads: Int?

    func validate() throws {
      if let threads, threads < 1 || threads > 1024 {
        throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
      }
      try existing.check(file: output)
      if let picture { try existing.check(file: picture.path, flag: "--picture") }
    }

    func run() throws {
      let images = try source.collection().training
      let mean = try MeanImage(
        of: images, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        skippingBad: source.options.reading.onBadImage == .skip)
      try MeanFile(path: output).write(mean)
      try picture?.write(mean.picture)
      print(
        "\(Figures.count(images.count)) images of \(mean.shape), mean "
          + mean.pixel.map { String(format: "%.4f", $0) }.joined(separator: ", "))
    }
  }
}
