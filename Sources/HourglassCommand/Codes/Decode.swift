import ArgumentParser
import Foundation
import Hourglass
import Insight

/// The command `hourglass decode`.
struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decode codes of a file to pictures.",
    discussion: """
        hourglass decode AE/MNIST_Adam_lr=0.001 codes.npz --output grid.png
        hourglass decode AE/MNIST_Adam_lr=0.001 codes.npy --output decoded

      The codes are those of `hourglass encode`, or another program's: the array or \
      tensor named codes, else the first; the columns c0, c1, … of a CSV file, else \
      all. A folder holds a picture for each code, numbered by its row from 0. Codes \
      are checked before the first picture is written, and read batch by batch, so that \
      millions fit; an array in Fortran order within .npz is held in memory. A grid \
      shows the first 1024.
      """)

  @OptionGroup var source: RunOption

  @Argument(
    help: ArgumentHelp("A file of codes: .npz, .npy, .csv or .safetensors.", valueName: "codes"),
    transform: { text in try FlagValues.checked { try CodeFile(path: text) } })
  var codes: CodeFile

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The class of all pictures, for a model of classes. (default: the labels of the file, else 0)",
      valueName: "number"))
  var label: Int32?

  @Option(
    help: ArgumentHelp(
      "A picture to draw all into, PNG or JPEG, or a folder for a PNG each.", valueName: "grid.png|folder"))
  var output: String

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  /// The maximum number of pictures of a grid.
  private static let maxTiles = 1024

  /// The picture to draw; nil for a folder.
  private var grid: PictureOutput? { try? PictureOutput(path: output) }

  func validate() throws {
    if grid != nil {
      try existing.check(file: output)
    } else {
      try existing.check(folder: output)
    }
  }

  func run() throws {
    let run = try source.trained()
    let reader = try CodeReader(codes)
    try run.printState()
    let executor = try compute.executor()
    if let grid {
      var tiles: [Picture] = []
      try run.decode(reader, limit: Self.maxTiles, label: label, executor: executor) { _, pictures in
        tiles += pictures
      }
      let picture = try PictureGrid().composed(tiles)
      try grid.write(picture)
      let leftOut = reader.count - tiles.count
      print(
        "\(Figures.count(tiles.count)) pictures: \(grid) (\(picture.width)x\(picture.height))"
          + (leftOut > 0 ? "; \(Figures.count(leftOut)) codes were left out, a folder takes all" : ""))
    } else {
      let digits = String(reader.count - 1).count
      try run.decode(reader, label: label, executor: executor) { first, pictures in
        if first == 0 { try Folder.make(output) }
        for (place, picture) in pictures.enumerated() {
          try picture.writeUnsynced(to: "\(output)/\(String(format: "%0\(digits)ld.png", first + place))")
        }
      }
      print("\(Figures.count(reader.count)) pictures in \(output)")
    }
  }
}
