import Foundation
import Hourglass
import TestSupport
import Testing
import XLAEngine

/// The commands besides `train`.
@Suite struct OtherCommandTests {
  @Test(arguments: ["validation", "test", "train"])
  func `evaluate measures each part of the data`(_ split: String) throws {
    let program = try Program()
    let trained = try #require(try program.trained("--epochs", "2", "--json").lastObject)
    let outcome = try program("evaluate", "mine", "--split", split, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("loss (half-mse)") && outcome.output.contains("\nmean image "))
    let files = try program.files(below: "runs/mine/evaluation").keys.sorted()
    let pictures = ["best", "class-means", "reconstructions", "worst"].map { "\(split)-\($0).png" }
    let curves = ["learning-rate", "loss", "mse01", "psnr"].map { "\(split)-\($0).svg" }
    #expect(files == (pictures + curves + ["\(split).html", "\(split).json", "\(split).md"]).sorted())
    let object = try #require(outcome.lastObject)
    let wanted = split == "train" ? trained : try #require(trained[split] as? [String: Any])
    for key in ["loss", "mse", "mse01", "psnr"] {
      #expect(try #require(object[key] as? Double) == wanted[key] as? Double, "\(key)")
    }
    for key in ["seconds", "images_per_second"] { #expect(try #require(object[key] as? Double) > 0) }
    #expect(object["run"] as? String == "mine")
    #expect(object["parameters"] as? Int == 96)
    #expect(object["epochs"] as? Int == trained["best_epoch"] as? Int)
    #expect(try #require(object["steps"] as? Int) > 0)
    #expect(object["validation"] == nil && object["test"] == nil)
  }

  @Test(arguments: ["validation", "test"])
  func `evaluate writes the loss as the run's line beside the runs`(_ split: String) throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    let file = "runs/\(split)_results.txt"
    let trained = String(decoding: try bytes(of: program.folder(file)), as: UTF8.self)
    try program.folder.write(Array("AE: other 0.5\nSingleLayerCAE: mine 7\n".utf8), file)
    let outcome = try program("evaluate", "mine", "--split", split)
    #expect(outcome.status == 0 && outcome.output.contains(file), "\(outcome.errors)")
    // A chart of a single epoch would have one point.
    #expect(try program.files(below: "runs/mine/evaluation").keys.allSatisfy { !$0.hasSuffix(".svg") })
    #expect(String(decoding: try bytes(of: program.folder(file)), as: UTF8.self) == "AE: other 0.5\n" + trained)
    // The line is of the run's own images.
    try program.folder.write(Array("SingleLayerCAE: mine 7\n".utf8), file)
    #expect(try program("evaluate", "mine", "--dataset", "images", "--split", "test").status == 0)
    #expect(String(decoding: try bytes(of: program.folder(file)), as: UTF8.self) == "SingleLayerCAE: mine 7\n")
  }

  @Test func `a run is found by its folder too`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    #expect(try program("evaluate", "runs/mine").status == 0)
    #expect(try program("evaluate", program.folder("runs/mine/")).status == 0)
  }

  @Test func `reconstruct writes a picture of images above their reconstructions`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    let outcome = try program("reconstruct", "mine", "--count", "12", "--output", "grid.png")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let grid = try Picture(path: program.folder("grid.png"))
    // Ten pairs a row, two rows of pairs, each picture magnified five times (64 / 12).
    #expect(grid.width == 10 * (10 * 5 + 2) + 2)
    #expect(grid.height == 4 * 12 * 5 + 2 + 2 + 8 + 2 + 2)
    let words = "12 images above their reconstructions, 8 more left out: grid.png (\(grid.width)x\(grid.height))\n"
    #expect(outcome.output == words)
  }

  @Test func `reconstruct takes pictures of other sizes and colours`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    let ramp = (0..<33 * 21 * 3).map { UInt8($0 % 251) }
    try Picture(width: 33, height: 21, colour: .rgb, bytes: ramp).write(to: program.folder("colour.png"))
    try Picture(width: 1, height: 1, colour: .grey, bytes: [200]).write(to: program.folder("one.png"))
    let outcome = try program("reconstruct", "mine", "--images", "colour.png", "one.png", "--output", "grid.png")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let grid = try Picture(path: program.folder("grid.png"))
    #expect((grid.width, grid.height) == (2 * 52 + 2, 2 * 62 + 2))
    #expect(outcome.output.hasPrefix("2 images"))
  }

  @Test func `pictures that cannot be read or written are refused`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    expectOneError(
      try program("reconstruct", "mine", "--images", "no.png", "--output", "grid.png"), "no.png", "no such")
    try program.folder.write([1, 2, 3], "bad.png")
    expectOneError(try program("reconstruct", "mine", "--images", "bad.png", "--output", "grid.png"), "bad.png", "PNG")
    expectOneError(try program("reconstruct", "mine", "--output", "none/grid.png"), "none/grid.png", "mkdir -p 'none'")
    expectWrongUsage(try program("reconstruct", "mine", "--count", "0", "--output", "grid.png"), "--count")
    expectWrongUsage(try program("reconstruct", "mine"), "--output")
    #expect(try !program.folder.names.contains("grid.png"))
  }

  @Test func `models lists the models with their parameters, and shows one`() throws {
    let program = try Program()
    let list = try program("models")
    #expect(list.status == 0)
    for (name, count) in [
      ("SingleLayerCAE", " 609 "), ("DIGITS", " 501,834 "), ("AE", " 201,616 "), ("PCA", " 24,304 "),
    ] {
      #expect(list.lines.contains { $0.hasPrefix(name) && $0.contains(count) })
    }
    #expect(try program("models", "list").output == list.output)
    let shown = try program("models", "show", "ae")
    #expect(shown.status == 0)
    for words in [
      "code_size: 128", "an integer from 1 to 65536", "(default: 128)", "The dimension of the code", "[128, 784]",
      "201,616", "loss bce", "source:", "objective: The binary cross-entropy", "    L = BCE(x, x′)\n",
      "x′ reconstruction",
    ] {
      #expect(shown.output.contains(words))
    }
    func role(_ name: String, in lines: [String]) -> String? {
      lines.first { $0.hasPrefix(name + " ") }.flatMap { $0.components(separatedBy: "  ").last }
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let vae = try program("models", "show", "VAE").lines
    #expect(role("encoder.0.weight", in: vae) == "weight, penalised" && role("encoder.0.bias", in: vae) == "bias")
    #expect(role("encoder.1.scale", in: vae) == "scale" && role("encoder.1.runningMean", in: vae) == "statistic")
    let bench = try program("models", "show", "SingleLayerCAE").lines
    #expect(role("decoder.weight", in: bench) == "weight, exempt from penalties")
    expectWrongUsage(try program("models", "show", "AF"), "no such model", "did you mean AE?")
  }

  @Test func `runs lists the runs and shows one`() throws {
    let program = try Program()
    #expect(try program("runs").output == "no runs in runs; train one with `hourglass train`\n")
    try program.trained("--epochs", "2")
    let list = try program("runs", "list")
    let line = try #require(list.lines.last)
    #expect(line.hasPrefix("mine ") && line.contains(" 2/2 ") && line.hasSuffix(" finished"))
    let shown = try program("runs", "show", "mine")
    #expect(shown.status == 0)
    for words in ["name: SingleLayerCAE", "validation loss", "best.safetensors", "metrics of the best epoch"] {
      #expect(shown.output.contains(words))
    }
    expectOneError(try program("runs", "show", "mnie"), "no such run (got mnie)", "did you mean mine?")
    expectOneError(try program("evaluate", "other"), "no such run (got other)", "`hourglass runs` lists them all")
  }

  @Test func `doctor says what was found`() throws {
    var program = try Program()
    let outcome = try program("doctor")
    #expect(outcome.status == 0)
    for words in [
      "hourglass \(Run.version)", "instruction set", "processors", "BLAS", "libpng", "zlib", "fashion-mnist",
    ] {
      #expect(outcome.output.contains(words))
    }
    let json = try program("doctor", "--json")
    #expect(json.lines.count == 1 && json.status == 0)
    let report = try #require(SettingValue(json: json.output)?.object)
    #expect(report["version"]?.text == Run.version)
    // Either the library is there, or what is missing is said.
    let mpi = try #require(report["mpi"]?.object)
    #expect((mpi["version"]?.text != nil) != (mpi["problem"]?.text != nil))
    program.environment["HOURGLASS_MPI_LIBRARY"] = "/nowhere/libhourglass-mpi.so"
    let missing = try #require(SettingValue(json: try program("doctor", "--json").output)?.object?["mpi"]?.object)
    #expect(missing["problem"]?.text?.contains("/nowhere/libhourglass-mpi.so") == true)
    program.environment["HOURGLASS_ISA"] = "portable"
    #expect(try program("doctor").output.contains("portable, "))
    program.environment["HOURGLASS_ISA"] = "sse9"
    expectOneError(try program("doctor"), "HOURGLASS_ISA", "sse9", "portable")
  }

  @Test func `the version comes with the commit and what is built in`() throws {
    let outcome = try Program()("--version")
    #expect(outcome.status == 0)
    #expect(outcome.lines.first == "hourglass \(Run.version)")
    let said = Dictionary(
      uniqueKeysWithValues: outcome.lines.dropFirst().map { line in
        (line.prefix(17).trimmingCharacters(in: .whitespaces), String(line.dropFirst(17)))
      })
    #expect(said["commit"]?.wholeMatch(of: /[0-9a-f]{12}(-modified)?|unknown: built without make/) != nil)
    #expect(said["instruction sets"] == InstructionSet.compiledNames.joined(separator: ", "))
    #expect(said["MPI"]?.wholeMatch(of: /through libhourglass-mpi\.so, (not )?found/) != nil)
    #expect(said["device plugins"]?.contains("PJRT \(Plugin.knownVersion)") == true)
  }

  @Test func `help mentions every documented command and flag`() throws {
    let program = try Program()
    let root = try program("--help")
    #expect(root.status == 0)
    for command in ["train", "evaluate", "reconstruct", "models", "runs", "bench", "doctor"] {
      #expect(root.output.contains("\n  \(command) "))
    }
    for (command, flags) in [
      (
        "train",
        "model model-args dataset data-root scaling validation optimizer optimizer-args learning-rate batch-size epochs "
          + "l2-penalty seed threads device runs name restart profile json"
      ), ("evaluate", "split dataset draws examples output data-root threads device runs json"),
      (
        "reconstruct",
        "count order corruption difference class-means images split output data-root threads device runs json"
      ),
      ("bench", "workload task batch-size seconds repeats roofline partition threads device json"),
      ("doctor", "data-root json"),
    ] {
      let help = try program(command, "--help")
      #expect(help.status == 0)
      for flag in flags.split(separator: " ") { #expect(help.output.contains("--\(flag) "), "\(command) --\(flag)") }
      // Only the parser's own usage line is not wrapped.
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE: ") })
    }
    let train = try program("train", "--help")
    #expect(train.output.contains("<runfile.yaml>"))
    #expect(train.output.contains("--dataset mnist \\\n"))
  }
}
