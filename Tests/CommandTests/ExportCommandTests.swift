import Exporting
import Foundation
import Hourglass
import ONNX
import Safetensors
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

  @Test(arguments: [
    (#"{"black":-2,"white":3.75}"#, ["ae.onnx"], "images = (array + 2) / 5.75, array = reconstruction * 5.75 - 2"),
    (#"{"black":-2,"white":3.75}"#, ["ae.py"], "images = (array + 2) / 5.75, array = reconstruction * 5.75 - 2"),
    (#"{"black":-0.5,"white":0.5}"#, ["e.onnx", "--part", "encoder"], "images = array + 0.5"),
    (
      #"{"black":-0.5,"white":0.5}"#, ["e.onnx", "--part", "encoder", "--input", "bytes"],
      "images = (array + 0.5) * 255"
    ),
    (#"{"black":9,"white":5}"#, ["d.onnx", "--part", "decoder"], "array = reconstruction * (-4) + 9"),
    (#"{"black":0,"white":255}"#, ["ae.onnx"], "images = array / 255, array = reconstruction * 255"),
    (#"{"black":0,"white":255}"#, ["e.onnx", "--part", "encoder", "--input", "bytes"], nil),
    (#"{"black":0,"white":1}"#, ["ae.onnx"], nil),
  ])
  func `the numbers of an array that a run was trained on are in the file and a note`(
    _ levels: String, _ arguments: [String], _ formulas: String?
  ) throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try program.folder.write(Array(levels.utf8), "runs/mine/array.json")
    let outcome = try program(["export", "mine", "--output"] + arguments)
    let file = String(decoding: try bytes(of: program.folder(arguments[0])), as: UTF8.self)
    let numbers = "numbers of the array go from "
    guard let formulas else {
      #expect(outcome.status == 0 && outcome.errors.isEmpty && !file.contains(numbers), "\(outcome.errors)")
      return
    }
    #expect(outcome.status == 0 && outcome.errors.hasPrefix("note: \(numbers)"), "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix(" for white: \(formulas)\n"), "\(outcome.errors)")
    #expect(file.contains(numbers) && file.contains(" for white: \(formulas)"))
  }

  @Test func `the range of an array that cannot be read is an error`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try program.folder.write(Array("{}".utf8), "runs/mine/array.json")
    expectOneError(
      try program("export", "mine", "--output", "ae.onnx"), "array.json", "the range of the array that the run was")
    #expect(!FileManager.default.fileExists(atPath: program.folder("ae.onnx")))
    // A run that is trained again on other images has no array.
    try program.folder.write([], "runs/mine/estimator.json")
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#, "--restart")
    #expect(!FileManager.default.fileExists(atPath: program.folder("runs/mine/estimator.json")))
    #expect(try program("export", "mine", "--output", "ae.onnx").status == 0)
  }

  @Test func `float16 is refused where it changes the results`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    let export = ["--output", "half.onnx", "--precision", "float16", "--force"]
    for part in ["encoder", "decoder", "whole"] {
      let outcome = try program(["export", "mine", "--part", part] + export)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.contains("float16 changes ") && outcome.output.contains(" images\n"), "\(outcome.output)")
    }
    try #require(try program("export", "mine", "--output", "ae.py").status == 0)
    // Codes of some 10⁶, which float32 has.
    let state = try SafetensorsFile.read(program.folder("ae.safetensors"))
    for (name, number) in [("large", 6e4), ("infinite", 3e38)] as [(String, Float)] {
      let enlarged = try state.entries.map { entry in
        (entry, try state.floats(named: entry.name).map { entry.name == "encoder.weight" ? number : $0 })
      }
      try Self.write(enlarged[...], [], to: program.folder("\(name).safetensors"))
      let imported = try program(
        "import", "\(name).safetensors", "--model", "AE", "--model-args", #"{"code_size":7}"#, "--dataset", "images",
        "--image", "1x12x10", "--name", name)
      try #require(imported.status == 0, "\(imported.errors)")
    }
    try FileManager.default.removeItem(atPath: program.folder("half.onnx"))
    let refused = try program(["export", "large"] + export)
    expectOneError(
      refused, "--part whole: float16 changes the reconstruction too much", "got a number beyond 65504",
      "--precision float32")
    #expect(!FileManager.default.fileExists(atPath: program.folder("half.onnx")))
    #expect(try program("export", "large", "--output", "large.onnx").status == 0)
    expectOneError(
      try program(["export", "infinite"] + export), "--part whole: the ", " are not finite, in float32 too", "--epoch")
    try FileManager.default.removeItem(atPath: program.folder("images"))
    let drawn = try program(["export", "mine"] + export)
    #expect(drawn.status == 0 && drawn.output.contains(" on 64 drawn pictures\n"), "\(drawn.output) \(drawn.errors)")
    #expect(drawn.errors.hasPrefix("note: float16 is compared with float32 on 64 drawn pictures, because "))
  }

  @Test(arguments: ["fail", "skip"])
  func `float16 is compared on drawn pictures where no image of the run can be read`(_ onBadImage: String) throws {
    for index in 0..<20 {
      let bytes = (0..<120).map { UInt8(truncatingIfNeeded: $0 * (index + 3) + index) }
      let picture = Picture(width: 10, height: 12, colour: .grey, bytes: bytes)
      try program.folder.write(picture.png(), "pictures/\(index < 14 ? "train" : "val")/\(index).png")
    }
    let trained = try program(
      "train", "--model", "AE", "--model-args", #"{"code_size":7}"#, "--dataset", "pictures", "--name", "mine",
      "--epochs", "1", "--validation", "given", "--memory-limit", "0", "--on-bad-image", onBadImage)
    try #require(trained.status == 0, "\(trained.errors)")
    for index in 14..<20 {
      // The header stays, with the size; the pixels are damaged.
      let path = program.folder("pictures/val/\(index).png")
      let png = try bytes(of: path)
      try put(png.prefix(40) + [UInt8](repeating: 0, count: png.count - 40), at: path)
    }
    let outcome = try program("export", "mine", "--output", "half.onnx", "--precision", "float16")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(" on 64 drawn pictures\n"), "\(outcome.output)")
    let reason = onBadImage == "fail" ? "the run's images cannot be read: " : "none of the run's images can be read\n"
    #expect(
      outcome.errors.contains(
        "note: float16 is compared with float32 on 64 drawn pictures, because \(reason)"), "\(outcome.errors)")
  }

  /// Writes tensors as a safetensors file.
  private static func write(
    _ left: ArraySlice<(SafetensorsFile.Entry, [Float])>, _ records: [SafetensorsRecord], to path: String
  ) throws {
    guard let (entry, numbers) = left.first else {
      return try SafetensorsWriter.write(records, metadata: [:], to: path)
    }
    try numbers.withUnsafeBufferPointer { numbers in
      try write(left.dropFirst(), records + [SafetensorsRecord(entry.name, shape: entry.shape, numbers)], to: path)
    }
  }

  @Test func `a state comes back as a run that reconstructs`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try #require(try program("export", "mine", "--output", "ae.py").status == 0)
    let arguments = ["--model", "AE", "--dataset", "images", "--image", "1x12x10", "--name"]
    let outcome = try program(
      ["import", "ae.safetensors", "--model-args", #"{"code_size":7}"#] + arguments + ["again"])
    #expect(outcome.status == 0 && outcome.output.contains("run again in "), "\(outcome.output) \(outcome.errors)")
    for (run, file) in [("mine", "a.csv"), ("again", "b.csv")] {
      #expect(try program("encode", run, "--output", file).status == 0)
    }
    #expect(try bytes(of: program.folder("a.csv")) == bytes(of: program.folder("b.csv")))
    let other = try program(["import", "ae.safetensors", "--model-args", #"{"code_size":8}"#] + arguments + ["other"])
    expectOneError(other, "encoder.weight is [7, 120]")
  }

  @Test func `imported weights are not trained over, and start another run`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try #require(try program("export", "mine", "--output", "ae.py").status == 0)
    let model = ["--model", "AE", "--model-args", #"{"code_size":7}"#, "--dataset", "images"]
    let imported = try program(["import", "ae.safetensors", "--image", "1x12x10", "--name", "again"] + model)
    try #require(imported.status == 0, "\(imported.errors)")
    let before = try program.files(below: "runs/again")
    expectOneError(
      try program(["train", "--name", "again", "--epochs", "1"] + model), "imported weights", "ae.safetensors",
      "--from again")
    #expect(try program.files(below: "runs/again") == before)
    // Steps too small to change a number.
    let finetuned = try program(
      ["train", "--from", "again", "--name", "finetuned", "--epochs", "1", "--optimizer", "sgd"] + model
        + ["--learning-rate", "1e-30"])
    try #require(finetuned.status == 0, "\(finetuned.errors)")
    for run in ["mine", "finetuned"] {
      #expect(try program("encode", run, "--output", "\(run).npy").status == 0)
    }
    #expect(try bytes(of: program.folder("finetuned.npy")) == bytes(of: program.folder("mine.npy")))
    let over = try program(["train", "--name", "again", "--epochs", "1", "--restart"] + model)
    #expect(over.status == 0, "\(over.errors)")
  }

  @Test func `weights without discriminator are imported, and what they lack is named`() throws {
    let model = ["--model", "AAE", "--model-args", #"{"hidden":[9,8]}"#]
    let trained = try program(
      ["train", "--dataset", "images", "--epochs", "1", "--batch-size", "20", "--name", "mine"] + model)
    try #require(trained.status == 0, "\(trained.errors)")
    try #require(try program("export", "mine", "--output", "aae.onnx").status == 0)
    let imported = try program(
      ["import", "aae.onnx", "--dataset", "images", "--image", "1x12x10", "--name", "again"] + model)
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(
      imported.errors == "note: discriminator, for training alone, is not in the file and has initial values, "
        + "from which training starts\n")
    for (run, file) in [("mine", "a.png"), ("again", "b.png")] {
      #expect(try program("reconstruct", run, "--output", file).status == 0)
    }
    #expect(try bytes(of: program.folder("a.png")) == bytes(of: program.folder("b.png")))
  }

  @Test func `a run from an archive continues as the original does`() throws {
    try program.trained("--epochs", "1")
    try #require(try program("runs", "export", "mine", "--output", "run.tgz").status == 0)
    for name in ["run.zip", "run.csv.gz", "RUN.TAR.XZ"] {
      expectWrongUsage(try program("runs", "export", "mine", "--output", name), "no archive of this kind")
      #expect(!FileManager.default.fileExists(atPath: program.folder(name)))
    }
    try #require(try program("runs", "import", "run.tgz", "--as", "other").status == 0)
    try #require(try program("runs", "import", "run.tgz", "--runs", "elsewhere").status == 0)
    try program.trained("--epochs", "2")
    let continued = try program("train", "runs/other/run.yaml", "--name", "other", "--epochs", "2")
    #expect(continued.status == 0, "\(continued.errors)")
    let there = try program.started(
      ["train", "mine/run.yaml", "--runs", ".", "--epochs", "2"], shell: #"cd elsewhere && exec "$@""#
    ).outcome()
    #expect(there.status == 0, "\(there.errors)")
    let checkpoints = try program.files(below: "runs/mine/checkpoints")
    #expect(checkpoints.count >= 2)
    #expect(try program.files(below: "runs/other/checkpoints") == checkpoints)
    #expect(try program.files(below: "elsewhere/mine/checkpoints") == checkpoints)
    try FileManager.default.moveItem(atPath: program.folder("images"), toPath: program.folder("gone"))
    let missing = try program("train", "runs/other/run.yaml", "--name", "other", "--epochs", "3")
    expectOneError(missing, "images", "--data-root")
    #expect(try program.files(below: "runs/other/checkpoints") == checkpoints)
  }

  @Test func `a trained run without the checkpoints of epochs is not trained again unasked`() throws {
    try program.trained("--epochs", "1")
    for file in try program.files(below: "runs/mine/checkpoints").keys where file.hasPrefix("epoch") {
      try FileManager.default.removeItem(atPath: program.folder("runs/mine/checkpoints/\(file)"))
    }
    let before = try program.files(below: "runs/mine")
    expectOneError(try program(Program.train + ["--epochs", "1"]), "checkpoints", "are gone", "--restart")
    #expect(try program.files(below: "runs/mine") == before)
    try program.trained("--epochs", "1", "--restart")
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
