import ArgumentParser
import Hourglass
import Insight

/// The command `hourglass denoise`.
struct Denoise: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the reconstruction of each picture of a folder.",
    discussion: """
        hourglass denoise DenoisingAE/scans noisy --output clean
        hourglass denoise DenoisingAE/scans a.png --output clean --original-size

      Each picture is written as a PNG of the same name, those of sub-folders into \
      sub-folders. Pictures are brought to the size that the run was trained with, by \
      its own transform, and keep it unless --original-size is given.
      """)

  @OptionGroup var source: RunOption

  @Argument(help: ArgumentHelp("Picture files, or folders of them.", valueName: "input"))
  var inputs: [String]

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var output: String

  @Flag(help: "Resize each picture back to the size that it had; what the run's transform crops off is missing.")
  var originalSize = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The class of all pictures, for a model of classes.", valueName: "class"))
  var label: String?

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print what was written as a JSON object as the last line.")
  var json = false

  func validate() throws {
    guard !inputs.isEmpty else { throw ValidationError("name the pictures to denoise") }
    try existing.check(folder: output)
  }

  func run() throws {
    let run = try source.trained()
    let files = try PictureFile.all(at: inputs)
    try run.printState()
    let report = try run.denoise(
      files, labels: label.map { label in files.map { _ in label } }, into: output, keepsSize: originalSize,
      executor: try compute.executor())
    for image in report.skipped { Console.warning(image.warning) }
    if report.corruption == nil {
      print("the run was trained without a corruption: its reconstructions need not be cleaner")
    }
    let pictures = report.written == 1 ? "picture" : "pictures"
    print("\(Figures.count(report.written)) \(pictures) in \(output) (\(Figures.duration(report.seconds)))")
    if report.resized > 0 {
      print(
        "\(Figures.count(report.resized)) of another size than \(report.size) \(report.resized == 1 ? "was" : "were") "
          + "resized to it"
          + (report.keepsSize ? " and back" : "; --original-size resizes them back"))
    }
    if report.recoloured > 0 {
      print(
        "\(Figures.count(report.recoloured)) \(report.recoloured == 1 ? "was" : "were") made "
          + (run.model.image.channels == 1 ? "grey" : "RGB") + ", as the run's own images were")
    }
    if !report.skipped.isEmpty {
      print("\(report.skipped.count) \(report.skipped.count == 1 ? "file was" : "files were") skipped")
    }
    if json { print(try report.jsonLine()) }
  }
}
