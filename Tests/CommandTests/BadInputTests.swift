import Foundation
import Hourglass
import TestSupport
import Testing

/// Everything that can be wrong with what the program is given: one clear line, and nothing lost.
@Suite struct BadInputTests {
  /// At most 4 KiB a file: enough for the settings and the log, too little for a checkpoint.
  ///
  /// A signal that the tests' parent ignores would be ignored by the program too, so the one that comes with the limit
  /// is given back its usual, deadly meaning.
  private static let fullDisk = """
    ulimit -f 4
    if env --default-signal=XFSZ true 2> /dev/null; then exec env --default-signal=XFSZ "$@"; else exec "$@"; fi
    """

  @Test func `damaged image files are refused`() throws {
    let program = try Program()
    let path = program.folder("images/train-images-idx3-ubyte")
    let whole = try bytes(of: path)
    try program.trained("--epochs", "1")
    let before = try program.files(below: "runs")
    func refused(_ bytes: [UInt8], _ words: String...) throws {
      try put(bytes, at: path)
      for command in [Program.train, ["evaluate", "mine"]] {
        let outcome = try program(command)
        expectOneError(outcome, "images/train-images-idx3-ubyte")
        for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
      }
    }
    try refused(Array(whole.dropLast(100)), "cut short", "expected 8416 bytes", "got 8316", "fetch the file again")
    try refused(Array(whole.prefix(10)), "header")
    try refused([0x89, 0x50] + whole.dropFirst(2), "not an IDX file", "expected magic", "got 89 50 08 03")
    try refused([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12) + whole.dropFirst(16), "more than the file can hold")
    try refused(whole + [0], "continues after its data")
    try FileManager.default.removeItem(atPath: path)
    expectOneError(try program(Program.train), "images", "no training images", "train-images-idx3-ubyte")
    try put(whole, at: path)
    #expect(try program.files(below: "runs") == before)
    #expect(try program("evaluate", "mine").status == 0)
  }

  @Test func `labels of another count are refused`() throws {
    let program = try Program()
    try program.folder.write(SmallImages.idx([69], [UInt8](repeating: 1, count: 69)), "images/train-labels-idx1-ubyte")
    expectOneError(
      try program(Program.train), "labels and images differ in number", "expected 70 labels", "got 69", "fetch both")
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `unknown names are refused with the nearest known one`() throws {
    let program = try Program()
    func refused(_ arguments: [String], _ word: String, _ cure: String) throws {
      expectWrongUsage(try program(["train"] + arguments), word, cure)
    }
    try refused(["--model", "SingleLayerCEA", "--dataset", "images"], "SingleLayerCEA", "did you mean SingleLayerCAE?")
    try refused(["--preset", "hinton-depe"], "hinton-depe", "did you mean hinton-deep?")
    for (name, cure) in [("fashion-mnits", "did you mean fashion-mnist?"), ("no/folder", "check the path")] {
      expectOneError(try program("train", "--model", "AE", "--dataset", name), name, cure)
    }
    let known = ["--model", "AE", "--dataset", "images"]
    try refused(known + ["--optimizer", "adagard"], "adagard", "did you mean Adagrad?")
    try refused(known + ["--optimizer-args", #"{"learning_rat":1}"#], "learning_rat", "did you mean learning_rate?")
    try refused(known + ["--model-args", #"{"codesize":1}"#], "codesize", "did you mean code_size?")
    try refused(known + ["--scaling", "0..2"], "0..2", "did you mean 0..1?")
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `values out of range are refused`() throws {
    let program = try Program()
    for (flag, value, words) in [
      ("--batch-size", "0", "--batch-size"), ("--batch-size", "\(Int.max)", "--batch-size"),
      ("--epochs", "0", "epochs"),
      ("--l2-penalty", "-0.5", "--l2-penalty"), ("--l2-penalty", "nan", "--l2-penalty"),
      ("--learning-rate", "0", "--learning-rate"), ("--learning-rate", "-1e-3", "--learning-rate"),
      ("--learning-rate", "nan", "--learning-rate"), ("--optimizer-args", #"{"beta1":1.5}"#, "beta1"),
      ("--optimizer-args", "{", "--optimizer-args"), ("--optimizer-args", "[1]", "--optimizer-args"),
      ("--optimizer-args", #"{"beta1":"a"}"#, "beta1"), ("--model-args", "{", "--model-args"),
      ("--model-args", #"{"filters":1.5}"#, "filters"), ("--model-args", #"{"filters":0}"#, "filters"),
      ("--model-args", #"{"filters":\#(Int.max)}"#, "filters"),
      ("--validation", "100%", "100%"), ("--validation", "-5", "not a validation split"),
      ("--validation", "some", "not a validation split"), ("--memory-limit", "-1", "--memory-limit"),
      ("--memory-limit", "9999999999999", "--memory-limit"), ("--resize", "-5", "--resize"),
      ("--epochs", "-1", "epochs"),
      ("--accumulation", "-1", "accumulation"), ("--clip-norm", "-1", "--clip-norm"), ("--clamp", "0", "clamp"),
      ("--averaging", "1", "averaging"), ("--patience", "-3", "patience"), ("--chunk", "-2", "chunk"),
      ("--iterations", "0", "iterations"), ("--validation-interval", "-1", "--validation-interval"),
      ("--snapshot-interval", "-0.5", "--snapshot-interval"), ("--threads", "-2", "--threads"),
      ("--sample", "-1", "--sample"), ("--seed", "-1", "--seed"),
    ] {
      let outcome = try program(Program.train + [flag, value])
      expectWrongUsage(outcome, words, "Usage: hourglass train")
      #expect(outcome.errors.contains("expected") || outcome.errors.contains("write for example"), "\(outcome.errors)")
    }
    // The data, the model made for them and the run's folder tell these.
    for (flag, value, words) in [
      ("--validation", "first 70", "nothing to train on"), ("--name", "", "not a valid name"),
      ("--name", "../up", "not a valid name"),
    ] {
      expectOneError(try program(Program.train + [flag, value]), words, "expected")
    }
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test(arguments: [
    ("info", ["--memory-limit", "-1"], "expected an integer from 0, in megabytes, got -1"),
    ("show", ["--count", "-3"], "got -3"),
    ("show", ["--label", "-1"], "no such class"), ("preview", ["--count", "-1"], "got -1"),
    ("preview", ["--epochs", "-1"], "got -1"), ("preview", ["--seed", "-1"], "expected an integer from 0"),
    ("mean", ["--threads", "-1"], "expected 1 to 1024, got -1"), ("verify", ["--threads", "-1"], "got -1"),
    ("bench", ["--seconds", "-1"], "expected more than 0, got -1.0"), ("bench", ["--batch-size", "-1"], "got -1"),
    ("import", ["--validation", "-5"], "expected a percentage from 0% to below 100%, got -5"),
    ("import", ["--test", "-5"], "got -5"), ("import", ["--min-per-class", "-1"], "expected 0 or more, got -1"),
    ("import", ["--max-per-class", "-1"], "expected 1 or more, got -1"), ("import", ["--threads", "-1"], "got -1"),
    ("import", ["--seed", "-1"], "expected an integer from 0"),
  ])
  func `numbers below zero are read as such, and what is expected is said`(
    _ command: String, _ flag: [String], _ words: String
  ) throws {
    let program = try Program()
    let output = ["show": "a.png", "preview": "a.png", "mean": "a.binaryproto", "import": "a"][command]
    let outcome = try program(["data", command, "images"] + (output.map { ["--output", $0] } ?? []) + flag)
    // That there is no class of this number, the data say.
    #expect(outcome.status == (flag[0] == "--label" ? 1 : 64), "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    if flag[0] != "--label" { #expect(outcome.errors.contains("Usage: hourglass data \(command)")) }
  }

  @Test func `a mean that cannot be used is refused before a folder is made`() throws {
    let program = try Program()
    let train = Program.train + ["--normalization", "mean-image", "--mean"]
    try program.folder.write([1, 2, 3], "bad.binaryproto")
    expectOneError(try program(train + ["none.binaryproto"]), "none.binaryproto: no such file")
    expectOneError(try program(train + ["bad.binaryproto"]), "bad.binaryproto", "not a Caffe mean image")
    #expect(try program("data", "mean", "images", "--resize", "5x4", "--output", "small.binaryproto").status == 0)
    expectOneError(try program(train + ["small.binaryproto"]), "another shape", "expected 1x12x10", "got 1x4x5")
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `wrong usage exits with 64`() throws {
    let program = try Program()
    expectWrongUsage(try program(Program.train + ["--optimiser", "adam"]), "--optimiser", "--optimizer")
    expectWrongUsage(try program(Program.train + ["--threads", "0"]), "--threads: expected 1 to 1024, got 0")
    expectWrongUsage(try program(Program.train + ["--device", "gpus"]), "--device", "got gpus", "cuda")
    expectWrongUsage(try program(Program.train + ["--epochs", "many"]), "got many")
    expectWrongUsage(try program(Program.train + ["--seed=-1"]), "--seed")
    expectWrongUsage(try program("train"), "--model", "hourglass models", "run file")
    expectWrongUsage(try program("train", "--model", "AE"), "--dataset", "fashion-mnist")
    expectWrongUsage(try program("evaluate", "mine", "--split", "some"), "got some", "validation")
    expectWrongUsage(try program("trian"), "trian")
  }

  @Test func `an unknown instruction set is refused`() throws {
    var program = try Program()
    program.environment["HOURGLASS_ISA"] = "sse9"
    expectOneError(try program(Program.train), "HOURGLASS_ISA", "sse9", "portable")
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `a run file is refused with file and line`() throws {
    let program = try Program()
    expectOneError(try program("train", "none.yaml"), "none.yaml", "cannot be read")
    for (yaml, words) in [
      ("model:\n  name: AE\ndata:\n  dataset: images\n  scalin: 0..1\n", "f.yaml:5, data: no such field (got scalin)"),
      ("model:\n  name: AE\n code_size: 3\n", "f.yaml:3: not YAML"),
      ("model:\n  name: AE\n  code_size: many\n", "f.yaml:3, code_size"),
      ("training:\n  epochs: 2.5\n", "f.yaml:2, epochs"), ("model:\n  name: AE\n", "no dataset was given"),
    ] {
      try program.folder.write(Array(yaml.utf8), "f.yaml")
      expectOneError(try program("train", "f.yaml"), words)
    }
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `a run made by other settings is refused and stays as it is`() throws {
    let program = try Program()
    try program.trained("--epochs", "2")
    let before = try program.files(below: "runs")
    let outcome = try program(Program.train + ["--epochs", "2", "--seed", "3", "--learning-rate", "0.5"])
    expectOneError(
      outcome, "runs/mine", "seed was 0, is 3", "learning_rate 0.5", "another --name", "--restart")
    #expect(try program.files(below: "runs") == before)
    let anew = try program(Program.train + ["--epochs", "1", "--seed", "3", "--restart"])
    #expect(anew.status == 0, "\(anew.errors)")
  }

  @Test func `two processes do not train one run`() throws {
    let program = try Program()
    let running = try program.started(Program.train + ["--epochs", "2000", "--batch-size", "1"])
    try running.wait(for: "\nepoch ")
    for arguments in [[], ["--restart"]] {
      let second = try program(Program.train + ["--epochs", "2000", "--batch-size", "1"] + arguments)
      expectOneError(second, "runs/mine", "another process is training this run")
    }
    kill(running.process.processIdentifier, SIGINT)
    #expect(try running.outcome().status == 130)
  }

  @Test func `a full disk ends training with one line, keeps the checkpoints, and the run goes on later`() throws {
    let program = try Program()
    try program.trained("--epochs", "4", "--model-args", #"{"filters":96}"#, "--runs", "whole")
    try program.trained("--epochs", "2", "--model-args", #"{"filters":96}"#)
    let before = try program.files(below: "runs/mine/checkpoints")
    let outcome = try program.started(
      Program.train + ["--epochs", "4", "--model-args", #"{"filters":96}"#, "--no-film", "--no-tensorboard"],
      shell: Self.fullDisk
    ).outcome()
    expectOneError(outcome, "runs/mine/checkpoints/", "limit", "expected to write", "untouched")
    #expect(try program.files(below: "runs/mine/checkpoints") == before)
    let resumed = try program.trained("--epochs", "4", "--model-args", #"{"filters":96}"#)
    #expect(resumed.output.contains("continuing after step 8, in epoch 3"))
    #expect(try program.files(below: "runs/mine/checkpoints") == program.files(below: "whole/mine/checkpoints"))
  }

  @Test func `a disk without room for the first checkpoint leaves none, and the same command begins again`() throws {
    let program = try Program()
    let running = try program.started(
      Program.train + [
        "--epochs", "3", "--batch-size", "1", "--model-args", #"{"filters":96}"#, "--no-film", "--no-tensorboard",
      ], shell: Self.fullDisk)
    expectOneError(try running.outcome(), "best.safetensors", "limit")
    #expect(try program.files(below: "runs/mine/checkpoints").isEmpty)
    let whole = try program.trained("--epochs", "3", "--batch-size", "1", "--model-args", #"{"filters":96}"#)
    #expect(whole.lines.filter { $0.hasPrefix("epoch ") }.count == 3)
  }

  @Test func `checkpoints that are cut short are told, and what to do`() throws {
    let program = try Program()
    try program.trained("--epochs", "2")
    let newest = program.folder("runs/mine/checkpoints/epoch-00002.safetensors")
    let best = program.folder("runs/mine/checkpoints/best.safetensors")
    for path in [newest, best] { try put(Array(bytes(of: path).dropLast(9)), at: path) }
    let before = try program.filesWithoutEvents(below: "runs")
    expectOneError(
      try program(Program.train + ["--epochs", "3"]), "epoch-00002.safetensors: ", "cut short", "expected", "got",
      "remove it to resume from runs/mine/checkpoints/epoch-00001.safetensors")
    for command in [["evaluate", "mine"], ["reconstruct", "mine", "--output", "grid.png"]] {
      expectOneError(
        try program(command), "best.safetensors: ", "cut short",
        "remove it to use runs/mine/checkpoints/epoch-00002.safetensors instead")
    }
    #expect(try program.filesWithoutEvents(below: "runs") == before)
  }

  @Test func `a run that diverges ends with one line`() throws {
    let program = try Program()
    let outcome = try program(
      "train", "--model", "DIGITS", "--dataset", "images", "--learning-rate", "1e30", "--batch-size", "20")
    expectOneError(outcome, "step 2 (epoch 1, batch 2)", "training diverged", "--learning-rate", "nothing was saved")
  }

  @Test func `a folder that cannot be made is told`() throws {
    let program = try Program()
    try put([1], at: program.folder("runs"))
    expectOneError(try program(Program.train), "runs/mine", "cannot be created", "--runs")
    #expect(try bytes(of: program.folder("runs")) == [1])
  }
}
