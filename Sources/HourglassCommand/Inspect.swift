import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
import Insight

/// The command `hourglass inspect`.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what each layer of a run makes of an image, and what it has learnt.",
    discussion: """
        hourglass inspect mine --image cat.png --output cat
        hourglass inspect mine --image 7 --layer encoder.0

      Prints the shape, mean, deviation and range of the output of each layer, before \
      and after its activation; last those that training alone computes, such as the \
      log-variance of a Gaussian code. --output writes them as pictures, with the \
      filters, with histograms of outputs and weights as PNG and SVG, and as \
      layers.json.
      """)

  @OptionGroup var source: RunOption

  @Option(parsing: .unconditional, help: "A picture, or the number of an image of the run's data, from 0.")
  var image = "0"

  @Option(help: "A layer, such as encoder.0 or 'encoder.0 tanh'. May be repeated. (default: all)")
  var layer: [String] = []

  @Option(parsing: .unconditional, help: "The class of a picture, for a model of classes.")
  var label: String?

  @Option(help: "The images that a number counts: train, validation or test.")
  var split = DatasetPart.validation

  @OptionGroup var folder: FolderOutputOptions
  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a layer as the last lines.")
  var json = false

  func run() throws {
    let executor = try compute.executor()
    let trained = try source.trained()
    let inspector = try LayerInspector(
      trained.model, layers: layer.isEmpty ? nil : layer, scaling: trained.configuration.training.scaling,
      executor: executor)
    try trained.printState()
    let layers = try inspector.inspect(subset(of: trained), parameters: trained.parameters(on: executor))
    var table = Table(["layer", "computed by", "output", "mean", "deviation", "min", "max", "zeros", "parameters"])
    for layer in layers {
      let values = layer.activations
      table.add([
        layer.name, layer.operation + (layer.isInReconstruction ? "" : " (training only)"),
        layer.dimensions.map(String.init).joined(separator: "x"),
        Figures.decimals(values.mean, 4), Figures.decimals(values.deviation, 4),
        Figures.decimals(Double(values.minimum), 4), Figures.decimals(Double(values.maximum), 4),
        "\(Int((100 * values.zeros).rounded())) %", layer.parameterCount > 0 ? Figures.count(layer.parameterCount) : "",
      ])
    }
    table.print()
    if let output = folder.output { try write(layers, of: trained.model.image, to: output) }
    guard json else { return }
    for layer in layers { print(try layer.jsonLine()) }
  }

  /// The image: a number of the run's data, or a picture brought to the model's shape.
  private func subset(of trained: TrainedRun) throws -> ImageSubset {
    guard let number = Int(image) else {
      return try trained.images(decoding: [image], labels: label.map { [$0] })
    }
    let images = try source.run(dataRoot).images(of: split)
    guard (0..<images.count).contains(number) else {
      throw ValidationError("--image: expected 0 to \(images.count - 1), the \(split.rawValue) images, got \(number)")
    }
    return images.selecting([number])
  }

  private func write(_ layers: [LayerInspection], of image: ImageShape, to folder: String) throws {
    try Folder.make(folder)
    var written = 0
    for (place, layer) in layers.enumerated() {
      let number = String(format: "%02d", place + 1)
      let name = "\(folder)/\(number)-\(layer.name.replacing(" ", with: "-").replacing("/", with: "-"))"
      let activations = try layer.activationGrid()
      try activations.picture.write(to: "\(name).png")
      written += 1 + (try write(HistogramChart(layer.activations, of: "output of \(layer.name)"), to: name))
      if activations.leftOut > 0 {
        print("\(layer.name): \(activations.tiles) maps shown, \(activations.leftOut) left out")
      }
      for parameter in layer.parameters {
        let chart = HistogramChart(parameter.statistics, of: parameter.name)
        written += try write(chart, to: "\(folder)/\(number)-\(parameter.name)")
        guard let filters = try parameter.filterGrid(of: image) else { continue }
        try filters.picture.write(to: "\(folder)/\(number)-\(parameter.name)-filters.png")
        written += 1
        if filters.leftOut > 0 {
          print("\(parameter.name): \(filters.tiles) filters shown, \(filters.leftOut) left out")
        }
      }
    }
    let lines = try layers.map { try $0.jsonLine() }
    try AtomicFile.write(text: "[\n\(lines.joined(separator: ",\n"))\n]\n", to: "\(folder)/layers.json")
    print("\(written) pictures and layers.json in \(folder)")
  }

  /// Writes a histogram as PNG and SVG, and returns the number of files.
  private func write(_ chart: HistogramChart, to name: String) throws -> Int {
    try chart.picture().write(to: "\(name)-histogram.png")
    try AtomicFile.write(text: chart.svg(), to: "\(name)-histogram.svg")
    return 2
  }
}
