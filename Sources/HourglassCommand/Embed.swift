import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import Insight

/// The command `hourglass embed`.
struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw the codes of images in the plane, coloured by class.",
    discussion: """
        hourglass embed ae --output codes.svg
        hourglass embed ae --method tsne --count 5000 --output codes.png
      """)

  /// How codes become points.
  enum Method: String, CaseIterable, ExpressibleByArgument {
    case pca, tsne, umap
  }

  @OptionGroup var source: RunImagesOptions

  @Option(help: "How codes become points: the first principal components, t-SNE, or UMAP.")
  var method = Method.umap

  @Option(parsing: .unconditional, help: "The number of images, from the first.")
  var count = 5000

  @OptionGroup var layer: LayerOption

  @OptionGroup var random: SeedOption

  @Option(help: ArgumentHelp("The file to write: .svg, .png, .jpg, or .csv with the points.", valueName: "codes.svg"))
  var output: String

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (4...100_000).contains(count) else { throw ValidationError("--count: expected 4 to 100000, got \(count)") }
    guard ["svg", "png", "jpg", "jpeg", "csv"].contains(suffix) else {
      throw ValidationError(
        "--output: expected a file name that ends in .svg, .png, .jpg, .jpeg or .csv, got \(output)")
    }
    try existing.check(file: output)
  }

  private var suffix: String { (output as NSString).pathExtension.lowercased() }

  func run() throws {
    let executor = try compute.executor()
    let trained = try source.trained()
    let images = try source.images(of: source.run()).prefix(count)
    let codes = try trained.codes(of: images, layer: layer.name, executor: executor)
    let begin = ContinuousClock().now
    let points = try codes.plane(by: method.embedding(random.seed))
    let seconds = (ContinuousClock().now - begin).seconds
    let chart = ScatterChart(points, labels: codes.labels, classNames: codes.classNames)
    switch suffix {
    case "svg": try AtomicFile.write(text: chart.svg(), to: output)
    case "csv": try AtomicFile.write(text: chart.csv(), to: output)
    default: try PictureOutput(path: output).write(chart.picture())
    }
    print(
      "\(codes.count) codes of \(codes.size) dimensions by \(method.rawValue) in \(Figures.duration(seconds)): \(output)"
    )
  }
}

extension Embed.Method {
  /// The embedding that the method is.
  fileprivate func embedding(_ seed: UInt64) -> PlaneEmbedding {
    switch self {
    case .pca: .principalComponents
    case .tsne: .tsne(seed: seed)
    case .umap: .umap(seed: seed)
    }
  }
}
