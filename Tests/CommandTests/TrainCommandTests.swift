import Foundation
import Hourglass
import TestSupport
import Testing

/// The command `hourglass train`, and what follows it.
@Suite struct TrainCommandTests {
  @Test func `training PCA prints nothing about steps or epochs`() throws {
    let program = try Program()
    let outcome = try program(
      "train", "--model", "PCA", "--model-args", #"{"code_size":4}"#, "--dataset", "images", "--name", "pca",
      "--epochs", "5")
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.first == "PCA on images, computed from the training images at once")
    #expect(outcome.lines.contains("600 parameters; 63 images train, 7 validate"))
    #expect(outcome.output.contains("\ncomputed from the training images; there is nothing to train\n"))
    for word in ["Adam", "step", "epoch 1", "images/s", " ms\n"] {
      #expect(!outcome.output.contains(word), "\(word): \(outcome.output)")
    }
    #expect(try program("runs", "list").output.contains("finished"))
    #expect(!(try program("runs", "list").output.contains("unfinished")))
    #expect(!(try program("evaluate", "pca").output.contains("not finished")))
    let shown = try program("runs", "show", "pca").lines
    let table = try #require(shown.firstIndex { $0.hasPrefix("epoch  ") })
    #expect(shown[table].hasSuffix("images/s") && shown[table + 1].hasSuffix(" -"), "\(shown)")
  }

  @Test func `training prints its epochs, its errors, and with --json one object as the last line`() throws {
    let program = try Program()
    let outcome = try program.trained("--epochs", "3", "--json")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.lines.contains("run mine in runs/mine"))
    #expect(outcome.lines.contains("96 parameters; 63 images train, 7 validate; 4 steps an epoch"))
    #expect(outcome.lines.filter { $0.hasPrefix("epoch ") }.count == 3)
    #expect(outcome.output.contains("\nepoch 3/3: half-mse 0."))
    #expect(outcome.output.contains("\ntrained 12 steps in "))
    #expect(outcome.lines.contains("checkpoint runs/mine/checkpoints/best.safetensors"))
    let object = try #require(outcome.lastObject)
    #expect(object["run"] as? String == "mine")
    #expect(object["parameters"] as? Int == 96)
    #expect((object["epochs"] as? Int, object["steps"] as? Int) == (3, 12))
    let figures = ["loss", "mse", "mse01", "psnr"]
    for key in ["seconds", "images_per_second"] + figures {
      #expect(try #require(object[key] as? Double) > 0, "\(key)")
    }
    for part in ["validation", "test"] {
      let errors = try #require(object[part] as? [String: Double])
      for key in figures { #expect(try #require(errors[key]) > 0, "\(part) \(key)") }
    }
    let results = program.folder("runs/mine/results.json")
    #expect(try outcome.output.hasSuffix("\n" + String(contentsOfFile: results, encoding: .utf8)))
  }

  @Test func `the same command again trains nothing and prints the same object`() throws {
    let program = try Program()
    let first = try program.trained("--epochs", "2", "--json")
    let before = try program.filesWithoutEvents(below: "runs")
    let again = try program.trained("--epochs", "2", "--json")
    #expect(
      again.output.contains(
        "nothing left to train: 2 epochs are done; train more --epochs, or start again with --restart"))
    #expect(!again.output.contains("continuing after"))
    #expect(again.lines.last == first.lines.last)
    #expect(try program.filesWithoutEvents(below: "runs") == before)
  }

  @Test func `more epochs are trained, and --restart starts again`() throws {
    let program = try Program()
    try program.trained("--epochs", "2")
    let longer = try program.trained("--epochs", "3")
    #expect(longer.output.contains("continuing after step 8, in epoch 3\n"))
    #expect(longer.lines.filter { $0.hasPrefix("epoch ") }.count == 1)
    let anew = try program.trained("--epochs", "3", "--restart")
    #expect(anew.lines.filter { $0.hasPrefix("epoch ") }.count == 3)
    #expect(!anew.output.contains("going on"))
  }

  @Test func `a run without a name is called after its settings`() throws {
    let program = try Program()
    let outcome = try program(
      "train", "--model", "singlelayercae", "--dataset", "images", "--epochs", "1", "--optimizer", "AdamOptimizer",
      "--optimizer-args", #"{"learning_rate":1e-5}"#, "--l2-penalty", "1e-9", "--runs", "elsewhere")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains { $0.hasPrefix("run SingleLayerCAE/images_Adam_lr=1e-05_l2=1e-09 in elsewhere/") })
    #expect(
      FileManager.default.fileExists(
        atPath: program.folder("elsewhere/SingleLayerCAE/images_Adam_lr=1e-05_l2=1e-09/run.yaml")))
  }

  @Test func `a run file trains as flags do, and flags override it`() throws {
    let program = try Program()
    let yaml = """
      model: {name: SingleLayerCAE, filters: 5}
      data: {dataset: images}
      optimizer: {name: adam}
      training: {batch_size: 20, epochs: 9}
      name: mine
      """
    try program.folder.write(Array(yaml.utf8), "mine.yaml")
    let outcome = try program("train", "mine.yaml", "--epochs", "2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let byFile = try program.files(below: "runs/mine/checkpoints")
    try program.trained("--epochs", "2", "--runs", "flags")
    #expect(try program.files(below: "flags/mine/checkpoints") == byFile)
    #expect(byFile.count == 3)
    // A run's own file repeats it.
    #expect(try program("train", "runs/mine/run.yaml", "--runs", "again").status == 0)
    #expect(try program.files(below: "again/mine/checkpoints") == byFile)
  }

  @Test func `values that begin with a minus sign are values`() throws {
    let program = try Program()
    try program.trained("--epochs", "1", "--scaling", "-0.5..0.5")
    expectWrongUsage(try program(Program.train + ["--learning-rate", "-1"]), "--learning-rate", "above 0", "-1")
  }

  @Test func `threads and the instruction set change no byte but the name of the set`() throws {
    var program = try Program()
    try program.trained("--epochs", "2", "--threads", "1", "--runs", "one")
    try program.trained("--epochs", "2", "--threads", "3", "--runs", "three")
    #expect(
      try program.files(below: "one/mine/checkpoints") == program.files(below: "three/mine/checkpoints"))
    program.environment["HOURGLASS_ISA"] = "portable"
    try program.trained("--epochs", "2", "--runs", "portable")
    let file = try String(contentsOfFile: program.folder("portable/mine/run.yaml"), encoding: .utf8)
    #expect(file.contains("instruction_set: portable"))
  }

  @Test func `output that is no terminal has plain lines and no escape codes`() throws {
    let program = try Program()
    let outcome = try program.trained("--epochs", "2")
    #expect(!outcome.output.contains("\u{1B}") && !outcome.output.contains("\r"))
    #expect(outcome.output.contains(" images/s"))
    #expect(!outcome.output.contains("ETA"))
  }

  @Test(.enabled(if: Python.isThere, "needs a Python, which opens the terminal"))
  func `on a terminal a bar shows epoch, speed, time left and loss, and an error stands on a line of its own`() throws {
    var program = try Program()
    program.environment["TERM"] = "xterm"
    let script = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    let spawn = "'\(Python.program)' -c '\(script)' \"$@\""
    let outcome = try program.started(Program.train + ["--epochs", "2"], shell: spawn).outcome()
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("\r\u{1B}[2Kepoch 1/2 ["))
    let bar = try #require(outcome.output.split(separator: "\r").first { $0.contains("epoch 2/2 [") })
    for figure in ["=", " images/s", "ETA ", "loss 0."] { #expect(bar.contains(figure), "\(bar)") }
    #expect(outcome.output.contains("\r\u{1B}[2Kepoch 2/2: half-mse 0."))
    let diverged = try program.started(
      // tanh would saturate and stop learning; a linear decoder diverges.
      Program.train + [
        "--runs", "other", "--learning-rate", "1e30", "--batch-size", "1", "--model-args",
        #"{"decoder_activation": "linear"}"#,
      ], shell: spawn
    ).outcome()
    #expect(diverged.status == 1)
    #expect(diverged.output.contains("\nerror: mine, step "), "\(diverged.output)")
  }
}
