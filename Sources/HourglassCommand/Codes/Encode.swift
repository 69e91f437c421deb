import ArgumentParser
import Foundation
import Hourglass
import Insight

/// The command `hourglass encode`.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the codes of images, or the output of any layer, to a file.",
    discussion: """
        hourglass encode AE/MNIST_Adam_lr=0.001 --output codes.npz
        hourglass encode AE/MNIST_Adam_lr=0.001 --layer encoder.0 --output maps.npy
        hourglass encode AE/MNIST_Adam_lr=0.001 --dataset photos --output codes.csv

      npz holds codes, index, and labels, files and class_names where the images have \
      them; csv a line for each image; safetensors codes and labels; npy the codes \
      alone. Images are read and codes written batch by batch, so that millions fit.
      """)

  @OptionGroup var source: RunImagesOptions
  @OptionGroup var pictures: PictureFilesOptions

  @OptionGroup var layer: LayerOption

  @Option(
    help: ArgumentHelp("The file to write: .npz, .npy, .csv or .safetensors.", valueName: "codes.npz"),
    transform: { text in try FlagValues.checked { try CodeFile(path: text) } })
  var output: CodeFile

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print what was written as a JSON object as the last line.")
  var json = false

  func validate() throws {
    if !pictures.files.isEmpty, source.data.dataset != nil || source.split != nil {
      throw ValidationError("give --images, or --dataset and --split, not both")
    }
    try existing.check(file: output.path)
  }

  func run() throws {
    let run = try source.trained()
    // A wrong layer is reported before images are read.
    if let layer = layer.name { _ = try run.model.layerOutputs(named: [layer]) }
    let report = try run.encode(
      images(for: run), layer: layer.name, to: output, executor: try compute.executor())
    for image in report.skipped { Console.warning(image.warning) }
    let shape = ([report.images] + report.dimensions).map(String.init).joined(separator: " x ")
    let beside = [report.hasLabels ? "labels" : nil, report.hasFiles ? "file names" : nil].compactMap(\.self)
    print(
      "\(Figures.count(report.images)) images, \(report.layer) \(shape)"
        + (beside.isEmpty ? "" : ", with \(beside.joined(separator: " and "))") + ": \(output) "
        + "(\(Figures.duration(report.seconds)))")
    if !report.skipped.isEmpty {
      print("\(report.skipped.count) \(report.skipped.count == 1 ? "image was" : "images were") skipped")
    }
    if json { print(try report.jsonLine()) }
  }

  /// The pictures given, else the images of the run or of --dataset.
  private func images(for run: TrainedRun) throws -> ImageSubset {
    guard !pictures.files.isEmpty else { return try source.images(of: source.run()) }
    let files = try PictureFile.paths(at: pictures.files)
    let images = try run.images(files: files, labels: pictures.classes(of: files.count))
    if let note = run.conversion(files: files).note { Console.note(note) }
    return images
  }
}
