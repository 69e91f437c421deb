import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
import Insight

/// The command `hourglass traverse`.
struct Traverse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what each dimension of a code does to an image.",
    discussion: """
        hourglass traverse vae --image 3 --output traversal.png

      A row for each dimension, which moves from its mean - 3 deviations to its mean \
      + 3 while the others stay. Dimensions are ordered by their divergence from the \
      prior for a variational model, else by their variance.
      """)

  @OptionGroup var source: RunImagesOptions

  @Option(parsing: .unconditional, help: "The image whose code is moved, by its number, from 0.")
  var image = 0

  @Option(parsing: .unconditional, help: "The number of dimensions.")
  var units = 10

  @Option(parsing: .unconditional, help: "Codes of a row.")
  var steps = 9

  @Option(parsing: .unconditional, help: "Deviations to either side.")
  var deviations = 3.0

  @OptionGroup var picture: PictureOutputOptions
  @OptionGroup var compute: ComputeOptions

  /// Images that mean, deviation and divergence are measured on.
  private static let measuredImages = 2000

  func validate() throws {
    guard (1...256).contains(units) else { throw ValidationError("--units: expected 1 to 256, got \(units)") }
    guard (2...64).contains(steps) else { throw ValidationError("--steps: expected 2 to 64, got \(steps)") }
    guard deviations > 0, deviations.isFinite else {
      throw ValidationError("--deviations: expected a number above 0, got \(deviations)")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let trained = try source.trained()
    let all = try source.images(of: source.run())
    guard (0..<all.count).contains(image) else {
      throw ValidationError("--image: expected 0 to \(all.count - 1), got \(image)")
    }
    let decoder = try CodeDecoder(trained.model, scaling: trained.configuration.training.scaling, executor: executor)
    let order = try trained.unitOrder(on: all.prefix(Self.measuredImages), executor: executor)
    let codes = try trained.codes(of: all.selecting([image]), executor: executor)
    let shown = order.units.prefix(units)
    let path = shown.flatMap { unit in
      let reach = Float(deviations * order.deviations[unit])
      let mean = Float(order.means[unit])
      return CodePaths.traversal(of: codes.codes, unit: unit, from: mean - reach, to: mean + reach, steps: steps)
    }
    let labels = codes.labels.first.map { [Int32](repeating: $0, count: shown.count * steps) }
    let pixels = decoder.decode(path, labels: labels, parameters: try trained.parameters(on: executor))
    let pictures = try PictureGrid.pictures(pixels, shape: trained.model.image)
    let rows = shown.indices.map { Array(pictures[$0 * steps..<($0 + 1) * steps]) }
    let grid = try PictureGrid().composed(rows: rows)
    try picture.output.write(grid)
    var table = Table(["dimension", order.criterion.rawValue, "mean", "deviation"])
    for (unit, value) in zip(shown, order.values) {
      table.add([
        "\(unit)", Figures.decimals(value, 4), Figures.decimals(order.means[unit], 4),
        Figures.decimals(order.deviations[unit], 4),
      ])
    }
    table.print()
    print(
      "\(order.dead) of \(order.units.count) dimensions carry nothing; \(shown.count) shown: \(picture.output) "
        + "(\(grid.width)x\(grid.height))")
  }
}
