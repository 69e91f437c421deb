import Exporting
import Foundation
import Hourglass
import ONNX
import TestSupport
import Testing

/// The commands `export`, `import`, `runs export` and `runs import`.
@Suite struct ExportCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test func `parts are written as ONNX, and the whole as a module of PyTorch`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    let whole = try program("export", "mine", "--output", "ae.onnx", "--json")
    #expect(whole.status == 0 && whole.output.contains("whole of AE, "), "\(whole.output) \(whole.errors)")
    #expect(whole.lastObject?["format"] as? String == "onnx")
    let names = try ONNXParameters(path: program.folder("ae.onnx")).tensors.map(\.name)
    #expect(
      Set(names).isSuperset(of: ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"]), "\(names)")
    for arguments in [
      ["--part", "encoder", "--input", "bytes"], ["--part", "decoder", "--precision", "float16"], ["--epoch", "1"],
    ] {
      let outcome = try program(["export", "mine", "--output", "part.onnx", "--force"] + arguments)
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    }
    let torch = try program("export", "mine", "--output", "ae.py")
    #expect(torch.status == 0 && torch.output.contains("ae.safetensors"), "\(torch.output) \(torch.errors)")
    #expect(String(decoding: try bytes(of: program.folder("ae.py")), as: UTF8.self).contains("class AE(nn.Module):"))
    expectWrongUsage(try program("export", "mine", "--output", "ae.onnx"), "the file exists")
    expectWrongUsage(try program("export", "mine", "--output", "model.h5"), "expected onnx or torch")
    expectWrongUsage(try program("export", "mine", "--output", "b.py", "--part", "encoder"), "go with --format onnx")
    expectWrongUsage(try program("export", "mine", "--output", "b.onnx", "--epoch", "9"), "no checkpoint of epoch 9")
  }

  @Test func `a state comes back as a run that reconstructs`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try #require(try program("export", "mine", "--output", "ae.py").status == 0)
    let arguments = ["--model", "AE", "--dataset", "images", "--image", "1x12x10", "--name", "again"]
    let outcome = try program(
      ["import", "ae.safetensors", "--model-args", #"{"code_size":7}"#] + arguments)
    #expect(outcome.status == 0 && outcome.output.contains("run again in "), "\(outcome.output) \(outcome.errors)")
    for (run, file) in [("mine", "a.csv"), ("again", "b.csv")] {
      #expect(try program("encode", run, "--output", file).status == 0)
    }
    #expect(try bytes(of: program.folder("a.csv")) == bytes(of: program.folder("b.csv")))
    let other = try program(["import", "ae.safetensors", "--model-args", #"{"code_size":8}"#] + arguments)
    expectOneError(other, "encoder.weight is [7, 120]")
  }

  @Test func `a run moves in one file`() throws {
    try program.trained("--epochs", "1")
    let written = try program("runs", "export", "mine", "--output", "run.tar.gz")
    #expect(written.status == 0 && written.output.hasPrefix("mine, "), "\(written.output) \(written.errors)")
    let read = try program("runs", "import", "run.tar.gz", "--runs", "elsewhere")
    #expect(read.status == 0 && read.output.contains("elsewhere/mine"), "\(read.output) \(read.errors)")
    #expect(try program("encode", "mine", "--runs", "elsewhere", "--output", "codes.npy").status == 0)
    expectOneError(try program("runs", "import", "run.tar.gz"), "the name is taken")
    try put([1, 2, 3], at: program.folder("run.tgz"))
    expectOneError(try program("runs", "import", "run.tgz"), "run.tgz")
  }
}
