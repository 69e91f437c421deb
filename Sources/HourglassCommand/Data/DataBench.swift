import ArgumentParser
import Benchmarking
import Foundation
import Hourglass

/// The command `hourglass data bench`.
struct DataBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time how fast images are read and fed to a network.",
    discussion: """
      Random batches are read, decoded and resized by all threads, then read again and scaled to floats as the first \
      operation of a network does. --memory-limit 0 measures the source itself instead of a copy in memory.
      """)

  @OptionGroup var source: SourceOptions

  @Option(parsing: .unconditional, help: "Images of a batch.")
  var batchSize = 256

  @Option(parsing: .unconditional, help: "Seconds of each measurement.")
  var seconds = 2.0

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard batchSize >= 1 else { throw ValidationError("--batch-size: expected 1 or more, got \(batchSize)") }
    guard seconds > 0, seconds.isFinite else {
      throw ValidationError("--seconds: expected more than 0, got \(seconds)")
    }
  }

  func run() throws {
    let dataset = try source.dataset(split: ValidationSplit.none)
    let result = try FeedBenchmark(
      dataset.training, batchSize: batchSize, seconds: seconds, executor: compute.processor())
    guard !json else { return print(try result.jsonLine()) }
    print(
      "\(result.source): \(Figures.count(dataset.training.count)) images of \(dataset.shape), "
        + (result.isInMemory ? "in memory" : "read as they are needed"))
    var table = Table(["", "images/s", "MB/s"])
    table.add([
      "read", Figures.speed(result.imagesPerSecond), Figures.count(Int(result.megabytesPerSecond)),
    ])
    let bytes = Double(result.bytesPerImage)
    table.add([
      "as floats", Figures.speed(result.floatImagesPerSecond),
      Figures.count(Int(result.floatImagesPerSecond * bytes / 1e6)),
    ])
    table.print()
  }
}
