import ArgumentParser
import Exporting
import Hourglass
import ImageShapes

/// The command `hourglass import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a run of the weights of another program: safetensors, or an ONNX model.",
    discussion: """
        hourglass import weights.safetensors --model AE --dataset mnist --name mine
        hourglass import model.onnx --model ConvAE --dataset mnist --image 1x28x28

      Tensors are found by the names of the model's parameters (`hourglass models show`), \
      with PyTorch's names for normalizations and LSTMs; else layer by layer in order, \
      encoders before decoders before discriminators. Kernels of Keras are transposed. \
      Parameters that only training needs, such as a discriminator's, may be missing: \
      they get initial values, and a line names them. The data set is that of \
      evaluations; its images are not read.

      The run has no state of a training. Train another from its weights:

        hourglass train --model AE --dataset mnist --from mine --name finetuned
      """)

  @Argument(help: ArgumentHelp("The weights: .safetensors or .onnx.", valueName: "weights"))
  var weights: String

  @OptionGroup var options: SettingsOptions

  @Option(
    help: ArgumentHelp("The image shape, such as 1x28x28. (default: the published model's)", valueName: "CxHxW"),
    transform: ImageShape.init(flag:))
  var image: ImageShape?

  @OptionGroup var runs: RunsOption

  func run() throws {
    let configuration = try options.settings().resolved()
    let imported = try Interruption.watching {
      try ImportedRun.write(weights, as: configuration, image: image, runs: runs.folder, shouldStop: $0)
    }
    let run = imported.run
    if let note = imported.note { Console.note(note) }
    print(
      "\(Figures.count(run.model.parameterCount)) parameters of \(run.configuration.model.title): run \(run.name) in "
        + run.directory.path)
  }
}
