import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
import Insight

/// The command `hourglass interpolate`.
struct Interpolate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decode codes between those of images.",
    discussion: """
        hourglass interpolate vae --between 0 1 --output line.png
        hourglass interpolate vae --between 0 1 2 --steps 9 --output lattice.png
        hourglass interpolate vae --images a.png b.png --output line.png

      Two images give a line of codes, between the images themselves; three give a \
      lattice with their codes at three corners.
      """)

  @OptionGroup var source: RunImagesOptions

  @Option(parsing: .upToNextOption, help: "Two or three images by their number, from 0.")
  var between: [Int] = []

  @OptionGroup var pictures: PictureFilesOptions

  @Option(parsing: .unconditional, help: "Codes on a line, ends included.")
  var steps = 9

  @OptionGroup var picture: PictureOutputOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard between.isEmpty != pictures.files.isEmpty, [2, 3].contains(between.count + pictures.files.count) else {
      throw ValidationError("give two or three images, by --between or by --images")
    }
    guard (2...64).contains(steps) else { throw ValidationError("--steps: expected 2 to 64, got \(steps)") }
  }

  func run() throws {
    let executor = try compute.executor()
    let trained = try source.trained()
    let subset = try chosen(trained)
    let codes = try trained.codes(of: subset, executor: executor)
    func code(_ image: Int) -> [Float] { Array(codes.codes[image * codes.size..<(image + 1) * codes.size]) }
    let decoder = try CodeDecoder(trained.model, scaling: trained.configuration.training.scaling, executor: executor)
    let isLattice = subset.count == 3
    let path =
      isLattice
      ? CodePaths.lattice(topLeft: code(0), topRight: code(1), bottomLeft: code(2), steps: steps)
      : CodePaths.line(from: code(0), to: code(1), steps: steps)
    let labels = codes.labels.first.map { [Int32](repeating: $0, count: path.count / codes.size) }
    let pixels = decoder.decode(path, labels: labels, parameters: try trained.parameters(on: executor))
    let pictures = try PictureGrid.pictures(pixels, shape: trained.model.image)
    let originals = try subset.indices.map { try subset.images.picture(at: Int($0)) }
    let rows =
      isLattice
      ? (0..<steps).map { Array(pictures[$0 * steps..<($0 + 1) * steps]) }
      : [[originals[0]] + pictures + [originals[1]]]
    let grid = try PictureGrid().composed(rows: rows)
    try picture.output.write(grid)
    print(
      "\(path.count / codes.size) codes between \(subset.count) images: \(picture.output) (\(grid.width)x\(grid.height))"
    )
  }

  private func chosen(_ trained: TrainedRun) throws -> ImageSubset {
    guard between.isEmpty else {
      let all = try source.images(of: source.run())
      if let wrong = between.first(where: { !(0..<all.count).contains($0) }) {
        throw ValidationError("--between: expected 0 to \(all.count - 1), got \(wrong)")
      }
      return all.selecting(between)
    }
    return try trained.images(decoding: pictures.files, labels: pictures.classes(of: pictures.files.count))
  }
}
