import Foundation
import TestSupport
import Testing

/// The command `hourglass runs compare`.
@Suite struct CompareCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test func `compare writes tables, curves and the same images`() throws {
    try program.trained("--epochs", "2")
    try program.trained("--epochs", "3", "--name", "two", "--learning-rate", "0.01")
    let outcome = try program("runs", "compare", "mine", "two", "--output", "both", "--log", "--json")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for words in ["optimizer.learning_rate", "training.epochs", "mean image", "* mine, training"] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    #expect(!outcome.output.contains("training.seed"))
    #expect((outcome.lastObject?["runs"] as? [Any])?.count == 2)
    let files = try program.files(below: "both")
    let charts = ["learning-rate", "loss", "mse01", "psnr"].flatMap { ["\($0).png", "\($0).svg"] }
    let others = ["comparison.html", "comparison.json", "comparison.md", "images.png"]
    #expect(files.keys.sorted() == (charts + others).sorted())
    #expect(files.values.allSatisfy { $0.count > 100 })
    let markdown = String(decoding: try #require(files["comparison.md"]), as: UTF8.self)
    #expect(markdown.contains("The first 7 of 7 validation images"), "\(markdown)")
    let page = String(decoding: try #require(files["comparison.html"]), as: UTF8.self)
    for words in ["Settings that differ", "optimizer.learning_rate", "<svg role=\"img\"", "data:image/png;base64,"] {
      #expect(page.contains(words), "\(words)")
    }
    expectWrongUsage(try program("runs", "compare", "mine", "two", "--output", "both"), "not empty", "--force")
    #expect(try program("runs", "compare", "mine", "two", "--output", "both", "--force").status == 0)
    expectWrongUsage(try program("runs", "compare", "mine"), "two runs or more")
    expectOneError(try program("runs", "compare", "mine", "tow"), "no such run (got tow)")
  }

  @Test func `runs are compared without their images too, which is said`() throws {
    try program.trained("--epochs", "1")
    try program.trained("--epochs", "1", "--name", "two", "--seed", "4")
    try FileManager.default.removeItem(atPath: program.folder("images"))
    let outcome = try program("runs", "compare", "mine", "two", "--output", "both")
    #expect(outcome.status == 0 && outcome.errors.hasPrefix("warning: without images and yardsticks: "))
    #expect(outcome.output.contains("training.seed"))
    #expect(try program.files(below: "both").keys.contains("loss.svg"))
  }

  @Test func `the curves of one run are written by runs show`() throws {
    try program.trained("--epochs", "3", "--schedule", "cosine")
    let outcome = try program("runs", "show", "mine", "--output", "curves", "--log")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.lines.last == "curves in curves: loss.svg, mse01.svg, psnr.svg, learning-rate.svg")
    let files = try program.files(below: "curves")
    #expect(files.keys.count == 8 && files.values.allSatisfy { $0.count > 100 })
    let curve = String(decoding: try #require(files["mse01.svg"]), as: UTF8.self)
    #expect(curve.contains(">mean image<") && curve.contains(">3<") && !curve.contains(">1.5<"))
    expectWrongUsage(try program("runs", "show", "mine", "--output", "curves"), "not empty", "--force")
    expectWrongUsage(try program("runs", "show", "mine", "--log"), "--log needs --output")
    try FileManager.default.removeItem(atPath: program.folder("images"))
    let without = try program("runs", "show", "mine", "--output", "others")
    #expect(without.status == 0 && without.errors.hasPrefix("warning: without yardsticks: "))
  }
}
