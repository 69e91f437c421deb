import Foundation
import Hourglass
import Pictures
import Testing
import TestSupport

/// Runs whose images are looked for from another working folder, were moved, or are gone.
@Suite struct MovedDataTests {
  /// A run called `mine` on the relative path `images`.
  private func trained() throws -> Program {
    let program = try Program()
    try program.trained("--epochs", "1")
    return program
  }

  /// Runs the program in the folder `elsewhere`, which is made.
  private func elsewhere(_ program: Program, _ arguments: String...) throws -> Program.Outcome {
    try program.folder.write([], "elsewhere/here")
    return try program.started(arguments, shell: #"cd elsewhere && exec "$@""#).outcome()
  }

  /// What an evaluation printed, but for the paths of its files.
  private func measured(_ outcome: Program.Outcome) -> [String] {
    outcome.lines.filter { !$0.hasPrefix("report ") && !$0.hasPrefix("loss in ") }
  }

  @Test func `a run file holds the path as it was given, and beside the fingerprint the absolute one`() throws {
    let program = try trained()
    let file = try RunFile(path: program.folder("runs/mine/run.yaml"))
    #expect(file.settings.data.dataset == "images")
    // A temporary folder may have two paths.
    let path = try #require(file.record["dataset_path"])
    #expect(path.hasPrefix("/") && path.hasSuffix("\((program.folder.path as NSString).lastPathComponent)/images"))
    #expect(file.record["fingerprint"]?.count == 8)
  }

  @Test func `a run on a relative path is measured, and its file trained, from any folder`() throws {
    let program = try trained()
    let here = try program("evaluate", "mine")
    let there = try elsewhere(program, "evaluate", "../runs/mine")
    #expect(there.status == 0, "\(there.errors)")
    #expect(measured(there) == measured(here))
    let copied = try elsewhere(program, "train", "../runs/mine/run.yaml", "--name", "copy", "--runs", "../runs")
    #expect(copied.status == 0, "\(copied.errors)")
    #expect(
      try program.files(below: "runs/copy/checkpoints") == program.files(below: "runs/mine/checkpoints"))
  }

  @Test func `the recorded images are not used for another path`() throws {
    let program = try trained()
    let path = program.folder("runs/mine/run.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try put(Array(text.replacingOccurrences(of: "dataset: images", with: "dataset: ./other").utf8), at: path)
    expectOneError(try elsewhere(program, "train", "../runs/mine/run.yaml", "--name", "copy"), "./other")
    expectOneError(
      try elsewhere(program, "train", "../runs/mine/run.yaml", "--dataset", "images/", "--name", "copy"), "images/")
  }

  @Test func `images that are gone are reported with every place where they were looked for`() throws {
    let program = try trained()
    try FileManager.default.moveItem(atPath: program.folder("images"), toPath: program.folder("moved"))
    let gone = try elsewhere(program, "evaluate", "../runs/mine", "--data-root", "../data")
    expectOneError(gone, "no images found", "/elsewhere/images or ", "/data/images or ", "--data-root")
    try FileManager.default.createDirectory(atPath: program.folder("data"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: program.folder("moved"), toPath: program.folder("data/images"))
    let found = try elsewhere(program, "evaluate", "../runs/mine", "--data-root", "../data")
    #expect(found.status == 0, "\(found.errors)")
  }

  @Test func `other images under the path given are passed over for the recorded ones`() throws {
    let program = try trained()
    try SmallImages.write(to: program.folder, "elsewhere/images", seed: 5)
    let outcome = try elsewhere(program, "evaluate", "../runs/mine")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(measured(outcome) == measured(try program("evaluate", "mine")))
  }

  @Test func `pictures are reconstructed without the images of the run`() throws {
    let program = try trained()
    try Picture(width: 1, height: 1, colour: .grey, bytes: [200]).write(to: program.folder("one.png"))
    let before = try program("reconstruct", "mine", "--images", "one.png", "--output", "before.png")
    #expect(before.status == 0, "\(before.errors)")
    try FileManager.default.removeItem(atPath: program.folder("images"))
    let after = try program("reconstruct", "mine", "--images", "one.png", "--output", "after.png")
    #expect(after.status == 0, "\(after.errors)")
    #expect(try bytes(of: program.folder("after.png")) == bytes(of: program.folder("before.png")))
    expectOneError(
      try program("reconstruct", "mine", "--output", "grid.png"), "no images found", "/images, got none")
  }

  @Test func `a moved run without its images is measured and drawn on other images`() throws {
    let program = try trained()
    let before = try program("evaluate", "mine", "--split", "train")
    try FileManager.default.moveItem(atPath: program.folder("runs/mine"), toPath: program.folder("mine"))
    try FileManager.default.moveItem(atPath: program.folder("images"), toPath: program.folder("others"))
    let after = try program("evaluate", "mine", "--dataset", "others", "--split", "train")
    #expect(after.status == 0, "\(after.errors)")
    // All its images count as train, those that the run held out too.
    #expect(after.lines.first == before.lines.first && after.lines[1] != before.lines[1])
    let drawn = try program("reconstruct", "mine", "--dataset", "others", "--output", "grid.png")
    #expect(drawn.status == 0, "\(drawn.errors)")
    expectOneError(try program("evaluate", "mine"), "no images found")
    expectOneError(try program("evaluate", "mine", "--dataset", "nothing"), "nothing")
  }

  @Test func `a run that is trained further on moved images keeps its recorded paths`() throws {
    let program = try trained()
    let before = try RunFile(path: program.folder("runs/mine/run.yaml"))
    try FileManager.default.moveItem(atPath: program.folder("images"), toPath: program.folder("moved"))
    try program.trained("--epochs", "2", "--dataset", "moved")
    let after = try RunFile(path: program.folder("runs/mine/run.yaml"))
    #expect(after.settings.data.dataset == "images")
    #expect(after.record["dataset_path"] == before.record["dataset_path"])
    #expect(after.history.compactMap(\.datasetPath).map { ($0 as NSString).lastPathComponent } == ["moved"])
    let measured = try program("evaluate", "mine")
    #expect(measured.status == 0, "\(measured.errors)")
  }
}
