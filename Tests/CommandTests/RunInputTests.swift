import Foundation
import Pictures
import Safetensors
import TestSupport
import Testing

/// What the commands that look into a run are given: pictures of any shape, runs that cannot be used, outputs that exist.
@Suite struct RunInputTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.labelImages()
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":4}"#)
    try picture("fit.png", width: 10, height: 12)
    try picture("same.png", width: 10, height: 12)
    try picture("wide.jpg", width: 40, height: 20, .rgb)
    try picture("red.png", width: 10, height: 12, .rgb)
  }

  private func picture(_ name: String, width: Int, height: Int, _ colour: Picture.Colour = .grey) throws {
    let bytes = (0..<width * height * colour.channels).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try Picture(width: width, height: height, colour: colour, bytes: bytes).write(to: program.folder(name))
  }

  /// Every command that uses the parameters of the run `mine`, without what it writes.
  static let commands: [[String]] = [
    ["evaluate", "mine"], ["inspect", "mine"], ["sample", "mine", "--output", "o.png"],
    ["interpolate", "mine", "--between", "0", "1", "--output", "o.png"], ["traverse", "mine", "--output", "o.png"],
    ["embed", "mine", "--method", "pca", "--output", "o.svg"], ["encode", "mine", "--output", "o.npy"],
    ["decode", "mine", "codes.csv", "--output", "o.png"], ["decode", "mine", "codes.csv", "--output", "o"],
    ["denoise", "mine", "fit.png", "--output", "o"], ["probe", "mine", "--probe", "knn"],
    ["anomaly", "mine", "--normal", "0"], ["score", "mine", "fit.png", "--output", "o"],
    ["reconstruct", "mine", "--output", "o.png"], ["reconstruct", "mine", "--as-files", "o"],
  ]

  private func writeCodes() throws { try program.folder.write(Array("c0,c1,c2,c3\n1,2,3,4\n".utf8), "codes.csv") }

  @Test(arguments: [
    ["encode", "mine", "--output", "o.npy", "--images"], ["reconstruct", "mine", "--output", "o.png", "--images"],
    ["interpolate", "mine", "--output", "o.png", "--images"], ["score", "mine"],
  ])
  func `pictures of another size or colour are brought to the run's, which is said in one line`(
    _ command: [String]
  ) throws {
    let outcome = try program(command + ["fit.png", "wide.jpg", "red.png"])
    #expect(outcome.status == 0)
    #expect(
      outcome.errors
        == "note: 1 of 3 pictures resized to 10x12, 2 of 3 made grey, as the run's own images were\n")
    let fitting = try program(command.map { $0.replacing("o.", with: "p.") } + ["fit.png", "same.png"])
    #expect(fitting.errors == "", "\(fitting.errors)")
  }

  @Test(arguments: [["inspect", "mine", "--image"], ["denoise", "mine", "--output", "o"]])
  func `one picture of another size is said too`(_ command: [String]) throws {
    let outcome = try program(command + ["wide.jpg"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let said = outcome.errors + outcome.output
    #expect(said.contains("resized to") && said.contains("made grey, as the run's own images were"), "\(said)")
  }

  @Test func `an unfinished run says which checkpoint is used, and one without any is refused`() throws {
    try writeCodes()
    try FileManager.default.removeItem(atPath: program.folder("runs/mine/results.json"))
    for command in Self.commands {
      let writes = command.contains("--output") || command.contains("--as-files")
      let outcome = try program(command + (writes ? ["--force"] : []))
      #expect(outcome.status == 0 && outcome.errors == "", "\(command): \(outcome.errors)")
      let lines = outcome.lines.filter { $0 == "mine is not finished: its checkpoint of epoch 1, step 4 is used" }
      #expect(lines.count == 1, "\(command): \(outcome.output)")
    }
    for path in ["o", "o.png", "o.svg", "o.npy"] { try FileManager.default.removeItem(atPath: program.folder(path)) }
    try FileManager.default.removeItem(atPath: program.folder("runs/mine/checkpoints"))
    for command in Self.commands {
      expectOneError(try program(command), "runs/mine/checkpoints", "no checkpoint yet", "let it train for an epoch")
      #expect(try program.folder.names.allSatisfy { !$0.hasPrefix("o") }, "\(command)")
    }
  }

  @Test func `parameters that are not finite are refused; a comparison leaves the run out`()
    throws
  {
    try writeCodes()
    try program.trained(
      "--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":4}"#, "--name", "other", "--seed", "3")
    let path = program.folder("runs/mine/checkpoints/best.safetensors")
    let file = try SafetensorsFile.read(path)
    var tensors = try file.entries.map { (name: $0.name, shape: $0.shape, values: try file.floats(named: $0.name)) }
    tensors[0].values[0] = .nan
    let memory = tensors.map { tensor in
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: tensor.values.count)
      _ = buffer.initialize(from: tensor.values)
      return buffer
    }
    defer { for buffer in memory { buffer.deallocate() } }
    let records = zip(tensors, memory).map { SafetensorsRecord($0.name, shape: $0.shape, UnsafeBufferPointer($1)) }
    try SafetensorsWriter.write(records, metadata: file.metadata, to: path)
    for command in Self.commands {
      expectOneError(
        try program(command), "best.safetensors, \(tensors[0].name): a parameter is not finite", "--restart")
      #expect(try program.folder.names.allSatisfy { !$0.hasPrefix("o") }, "\(command)")
    }
    let outcome = try program("runs", "compare", "mine", "other", "--output", "both")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("mine is not drawn: ") && outcome.output.contains("a parameter is not finite"))
    #expect(try program.files(below: "both").keys.contains("images.png"))
  }

  @Test func `what exists is not written over without --force`() throws {
    try writeCodes()
    for path in ["o.png", "o.svg", "o.npy", "o/kept"] { try program.folder.write([1], path) }
    let outputs =
      Self.commands.filter { $0.contains("--output") || $0.contains("--as-files") } + [
        ["evaluate", "mine", "--output", "o"], ["inspect", "mine", "--output", "o"],
        ["runs", "compare", "mine", "mine", "--output", "o"], ["film", "mine", "--output", "o.png"],
        ["film", "mine", "--output", "o"],
      ]
    for command in outputs {
      let outcome = try program(command)
      expectWrongUsage(outcome, "--force")
      #expect(outcome.errors.contains("the file exists") || outcome.errors.contains("not empty"), "\(command)")
    }
    for path in ["o.png", "o.svg", "o.npy", "o/kept"] { #expect(try bytes(of: program.folder(path)) == [1]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder("o")) == ["kept"])
  }

  @Test func `a data set of another size is brought to the run's, and a wrong name is answered with the nearest`()
    throws
  {
    try program.folder.write(
      SmallImages.idx([30, 9, 9], [UInt8](repeating: 50, count: 30 * 81)), "other/images-idx3-ubyte")
    let note = "note: images of images-idx3-ubyte are brought to 10x12 and grey, as the run's own images were\n"
    for command in [
      ["evaluate", "mine"], ["encode", "mine", "--output", "o.npy"], ["reconstruct", "mine", "--output", "o.png"],
    ] {
      let outcome = try program(command + ["--dataset", "other/images-idx3-ubyte"])
      #expect(outcome.status == 0 && outcome.errors == note, "\(command): \(outcome.errors)")
    }
    for root in [[], ["--data-root", "images"]] {
      expectOneError(
        try program(["evaluate", "mine", "--dataset", "fashion-mnits"] + root), "fashion-mnits",
        "did you mean fashion-mnist?")
    }
  }

  @Test(arguments: [
    ["inspect", "mine", "--image"], ["traverse", "mine", "--output", "o.png", "--image"],
    ["traverse", "mine", "--output", "o.png", "--units"], ["traverse", "mine", "--output", "o.png", "--deviations"],
    ["sample", "mine", "--output", "o.png", "--count"], ["sample", "mine", "--output", "o.png", "--deviation"],
    ["embed", "mine", "--output", "o.png", "--count"], ["evaluate", "mine", "--draws"],
    ["interpolate", "mine", "--between", "0", "1", "--output", "o.png", "--steps"],
    ["probe", "mine", "--training-images"], ["score", "mine", "fit.png", "--false-positive-rate"],
  ])
  func `a number below zero is read as such, and what is expected is said`(_ command: [String]) throws {
    let outcome = try program(command + ["-1"])
    expectWrongUsage(outcome, "\(command[command.count - 1]): expected", "got -1")
    #expect(try program.folder.names.allSatisfy { !$0.hasPrefix("o") })
  }

  @Test func `a class that the model does not have is refused`() throws {
    try program.trained(
      "--epochs", "1", "--model", "ConditionalVAE", "--model-args", #"{"classes":10}"#, "--name", "cvae")
    for label in ["10", "-1"] {
      expectWrongUsage(
        try program("sample", "cvae", "--output", "o.png", "--label", label), "expected 0 to 9", "got \(label)")
      expectOneError(
        try program("score", "cvae", "fit.png", "--label", label), "cvae: no such class (got \(label))")
    }
    expectOneError(try program("score", "cvae", "fit.png"), "needs the class of each picture", "--label")
    #expect(try program("score", "cvae", "fit.png", "--label", "2").status == 0)
  }
}
