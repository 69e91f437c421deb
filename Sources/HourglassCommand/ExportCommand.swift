public import ArgumentParser
import CPUEngine
public import Exporting
import Foundation
import Hourglass
public import ONNX

extension ModelPart: ExpressibleByArgument {}
extension ImageInput: ExpressibleByArgument {}
extension ONNXPrecision: ExpressibleByArgument {}

/// The command `hourglass export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's model for other run-times: as ONNX, or as a module of PyTorch.",
    discussion: """
        hourglass export AE/MNIST_Adam_lr=0.001 --output ae.onnx
        hourglass export mine --part encoder --input bytes --output encoder.onnx
        hourglass export mine --precision float16 --output half.onnx
        hourglass export mine --output ae.py

      ONNX has operators of set \(ONNXModel.operatorSet); the size of the batch is free. Inputs are images \
      [n, c, h, w] (of the decoder code [n, d]) and for a model of classes labels [n]; \
      results are code and reconstruction, pixels from 0 to 1. The scaling of pixels and \
      the normalization are inside.

      A file of Python has one class, and its state beside it (ae.safetensors). The \
      class needs torch and safetensors alone.
      """)

  /// What is written.
  enum Format: String, CaseIterable, ExpressibleByArgument { case onnx, torch }

  @OptionGroup var source: RunOption

  @Option(help: "The format: onnx, or torch. (default: that of the output's extension)")
  var format: Format?

  @Option(help: "The part of the model in ONNX: images to codes, codes to images, or both.")
  var part = ModelPart.whole

  @Option(help: "The images of the ONNX model: bytes from 0 to 255, or pixels from 0 to 1.")
  var input = ImageInput.pixels

  @Option(
    help: """
      The precision of parameters and arithmetic in ONNX. float16 halves the file, except for layers before a choice. \
      It is refused where results on the run's own images would change by more than \(HalfDeviation.limit).
      """)
  var precision = ONNXPrecision.float32

  @OptionGroup var root: DataRootOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The epoch of the checkpoint. (default: the best)", valueName: "number"))
  var epoch: Int?

  @Option(help: ArgumentHelp("The file to write: model.onnx, or model.py.", valueName: "file"))
  var output: String

  @OptionGroup var existing: ForceOption

  @Flag(help: "Print what was written as a JSON object as the last line.")
  var json = false

  private var extensionFormat: Format? {
    switch (output as NSString).pathExtension.lowercased() {
    case "onnx": .onnx
    case "py": .torch
    default: nil
    }
  }

  func validate() throws {
    guard let format = format ?? extensionFormat else {
      throw ValidationError("--format: expected onnx or torch for \(output)")
    }
    if format == .torch {
      guard extensionFormat == .torch else {
        throw ValidationError("--output: expected a file of Python, such as model.py, got \(output)")
      }
      if part != .whole || input != .pixels || precision != .float32 {
        throw ValidationError("--part, --input and --precision go with --format onnx")
      }
      try existing.check(file: TorchModel.statePath(beside: output))
    }
    try existing.check(file: output)
  }

  func run() throws {
    let run = try source.trained()
    try run.printState()
    if let note = try run.arrayNote(part, input: input) { Console.note(note) }
    let checkpoint = try epoch.map { try run.directory.existingCheckpoint(epoch: $0) }
    switch format ?? extensionFormat {
    case .torch:
      let model = try TorchModel(run, checkpoint: checkpoint)
      try model.write(to: output)
      let state = TorchModel.statePath(beside: output)
      print("\(model.className): \(output), its state \(state)")
      if json { print(try Written(format: .torch, files: [output, state]).jsonLine()) }
    default:
      let (model, deviation) = try onnx(run, checkpoint)
      let bytes = try model.write(to: output)
      if let note = model.note { Console.note(note) }
      print(
        "\(part.rawValue) of \(run.configuration.model.title), \(Figures.count(model.operators.count, "operator")): "
          + "\(output) (\(Figures.bytes(bytes)))")
      if let deviation { print(deviation.line) }
      if json { print(try Written(format: .onnx, files: [output]).jsonLine()) }
    }
  }

  /// The ONNX model, in float16 with its deviation from float32.
  private func onnx(_ run: TrainedRun, _ checkpoint: String?) throws -> (model: ONNXModel, deviation: HalfDeviation?) {
    guard precision == .float16 else {
      return (try ONNXModel(part, of: run, checkpoint: checkpoint, input: input), nil)
    }
    let (images, problem) = comparedImages()
    let (model, deviation) = try ONNXModel.half(
      part, of: run, checkpoint: checkpoint, input: input, images: images, executor: CPUExecutor.ofThisProcess())
    if deviation.isOfDrawnPictures {
      Console.note(
        "float16 is compared with float32 on \(HalfDeviation.imageCount) drawn pictures, because "
          + (problem.map { "the run's images cannot be read: \($0)" } ?? "none of the run's images can be read"))
    }
    return (model, deviation)
  }

  /// The run's images that float16 is compared with float32 on; nil where they cannot be read, and why.
  private func comparedImages() -> (images: ImageSubset?, problem: (any Error)?) {
    do {
      let run = try source.run(root)
      let images = try run.images(of: run.dataset.validation.count > 0 ? .validation : .train)
      return (try images.readable(HalfDeviation.imageCount), nil)
    } catch {
      return (nil, error)
    }
  }

  /// What --json prints.
  private struct Written: Encodable {
    let format: Format
    let files: [String]
  }
}

extension ExportCommand.Format: Encodable {}

extension HalfDeviation {
  /// The deviations, for a person.
  fileprivate var line: String {
    let figures = results.map { "\($0.name) by \(Figures.number(Double($0.deviation)))" }
    return "float16 changes \(figures.joined(separator: ", ")) of the largest number, or of 1, on "
      + Figures.count(images, isOfDrawnPictures ? "drawn picture" : "image")
  }
}

extension ONNXModel {
  /// What has 32 bits in a file of 16; nil for nothing.
  fileprivate var note: String? {
    var layers: [(layer: String, operation: String)] = []
    for choice in exactChoices where !layers.contains(where: { $0.layer == choice.layer }) { layers.append(choice) }
    if layers.isEmpty { return nil }
    let names = layers.map { $0.layer.isEmpty ? $0.operation : "\($0.operation) of \($0.layer)" }
    return "\(names.joined(separator: ", ")): a choice, which float16 would change; what leads to it stays float32"
  }
}

extension RunDirectory {
  /// The checkpoint at the end of `epoch`, which must be there.
  ///
  /// - Throws: `RunError` that names the epochs with a checkpoint.
  fileprivate func existingCheckpoint(epoch: Int) throws -> String {
    let path = checkpoint(epoch: epoch)
    guard FileManager.default.fileExists(atPath: path) else {
      let known = epochCheckpoints.compactMap(RunDirectory.epoch(ofCheckpoint:)).map(String.init)
      throw ValidationError(
        "--epoch: no checkpoint of epoch \(epoch); "
          + (known.isEmpty ? "the run has none of an epoch" : "there are those of \(known.joined(separator: ", "))"))
    }
    return path
  }
}
