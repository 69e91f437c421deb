import Foundation
import TestSupport
import Testing

/// Torch listings and the Bench's names at the command line.
@Suite struct TorchCommandTests {
  private static let small = """
    local net = nn.Sequential()
    net:add(nn.MulConstant(0.00390625))
    net:add(nn.View(-1):setNumInputDims(3))
    net:add(nn.Linear(120, 6))
    net:add(nn.Tanh())
    net:add(nn.Linear(6, 120))
    net:add(nn.View(1, 12, 10))
    return function(params)
      assert(params.inputShape[2] == 28 or params.inputShape[2] == 12)
      return {model = net, loss = nn.MSECriterion(), trainBatchSize = 20, labelHook = function(input, label) return input end}
    end
    """

  private func write(_ text: String, _ program: Program, _ name: String = "net.lua") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: program.folder(name)))
  }

  @Test
  func `a listing is checked, trains with its batch size, and its run needs it no longer`() throws {
    let program = try Program()
    try write(Self.small, program)
    let checked = try program("models", "check", "net.lua", "--image", "1x12x10")
    try #require(checked.status == 0, "\(checked.errors)")
    #expect(checked.output.contains("net: code 6, pixels 0..255"), "\(checked.output)")
    let arguments = ["train", "--model", "net.lua", "--dataset", "images", "--learning-rate", "1e-4", "--epochs"]
    let outcome = try program(arguments + ["1"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let run = try #require(outcome.lines.first { $0.hasPrefix("run ") }).split(separator: " ")[1]
    #expect(run.hasPrefix("net/"), "\(run)")
    let yaml = try String(contentsOfFile: program.folder("runs/\(run)/run.yaml"), encoding: .utf8)
    #expect(yaml.contains("batch_size: 20"), "\(yaml)")
    #expect(yaml.contains("net:add(nn.MulConstant(0.00390625))"))
    let resumed = try program(arguments + ["2"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    try FileManager.default.removeItem(atPath: program.folder("net.lua"))
    for command in [["evaluate", String(run)], ["reconstruct", String(run), "--output", "grid.png"]] {
      let outcome = try program(command)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  @Test
  func `a model file replaces the listing of a run file`() throws {
    let program = try Program()
    try write(Self.small, program)
    let run = ["--dataset", "images", "--epochs", "1", "--learning-rate", "1e-4"]
    let first = try program(["train", "--model", "net.lua", "--name", "first"] + run)
    try #require(first.status == 0, "\(first.errors)")
    let layers = "encoder: [flatten, {linear: 3}]\ndecoder: [{linear: image}, {reshape: image}]\n"
    try write("name: Mine\n" + layers, program, "my.yaml")
    let second = try program(
      ["train", "runs/first/run.yaml", "--model", "my.yaml", "--name", "second"] + run)
    #expect(second.status == 0, "\(second.errors)")
  }

  @Test
  func `a wrong listing is an error with file and line, for every command`() throws {
    let program = try Program()
    try write(Self.small.replacing("nn.Tanh()", with: "nn.Tahn()"), program)
    try write("io.open('/etc/passwd')", program, "bad.lua")
    try write("while true do end", program, "endless.lua")
    for (file, part) in [
      ("net.lua", "net.lua:5, nn.Tahn: no layer here for this module; did you mean nn.Tanh?"),
      ("bad.lua", "bad.lua:1: io.open is not available in a listing"),
      ("endless.lua", "endless.lua: the listing runs too long"),
    ] {
      for arguments in [["models", "check", file], ["train", "--model", file, "--dataset", "images"]] {
        let outcome = try program(arguments)
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("error: \(part)"), "\(outcome.errors)")
      }
    }
  }

  @Test
  func `a model is shown as a listing that can be checked`() throws {
    let program = try Program()
    let shown = try program("models", "show", "ConvAE", "--torch")
    try #require(shown.status == 0, "\(shown.errors)")
    try write(shown.output, program, "conv.lua")
    // A name after `--` is no flag, whose `_` would be a `-`.
    try write(shown.output, program, "--a_b.lua")
    let named = try program("models", "check", "--", "--a_b.lua")
    #expect(named.status == 0, "\(named.errors)")
    let checked = try program("models", "check", "conv.lua")
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(checked.lines.last?.contains("4,385") ?? false, "\(checked.output)")
    let refused = try program("models", "show", "WTA-AE", "--torch")
    #expect(refused.status == 0 || refused.errors.contains("error: "), "\(refused.errors)")
    let initial = try program("models", "show", "SingleLayerCAE", "--torch")
    #expect(initial.status == 1)
    #expect(initial.errors.contains("SingleLayerCAE, conv1: a listing states no initial weights"), "\(initial.errors)")
  }

  @Test
  func `the Bench's names of flags, devices and optimisers are understood`() throws {
    let program = try Program()
    let outcome = try program(
      "train", "--model", "SingleLayerCAE", "--dataset", "images", "--optimizer", "AdamOptimizer", "--optimizer_args",
      #"{"learning_rate": 1e-5}"#, "--batch_size=20", "--l2_penalty", "1e-9", "--epochs", "1", "--train_device",
      "/cpu:0")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let device = try program(
      "train", "--model", "SingleLayerCAE", "--dataset", "images", "--epochs", "1", "--train-device", "/gpu:0")
    // Whether or not the machine has one, the device is understood.
    #expect(device.status == 0 || device.errors.contains("cuda"), "\(device.errors)")
  }
}
