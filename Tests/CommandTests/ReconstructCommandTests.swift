import Foundation
import Pictures
import TestSupport
import Testing

/// What `hourglass reconstruct` draws besides images above their reconstructions.
@Suite struct ReconstructCommandTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.labelImages()
  }

  @Test func `best and worst are drawn with their numbers, and printed with their errors`() throws {
    try program.trained("--epochs", "1")
    func images(_ order: String) throws -> [[String: Any]] {
      let outcome = try program(
        "reconstruct", "mine", "--order", order, "--count", "4", "--output", "\(order).png", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      if order != "first" {
        let size = order == "best" ? "smallest" : "largest"
        #expect(outcome.output.contains("the 4 of 20 images with the \(size) mse01, above their reconstructions"))
        #expect(try Picture(path: program.folder("\(order).png")).colour == .rgb)
      }
      return try #require(outcome.lastObject?["images"] as? [[String: Any]])
    }
    let (first, best, worst) = (try images("first"), try images("best"), try images("worst"))
    #expect(first.map { $0["image"] as? Int } == [0, 1, 2, 3])
    let errors = try (best.reversed() + worst.reversed()).map { try #require($0["mse01"] as? Double) }
    #expect(errors.prefix(4) == ArraySlice(errors.prefix(4).sorted(by: >)))
    #expect(errors.suffix(4) == ArraySlice(errors.suffix(4).sorted()) && errors[0] <= errors[4])
    // An error is that of the same image among the first ones.
    let all = try program("reconstruct", "mine", "--json").lastObject?["images"] as? [[String: Any]]
    for place in best + worst {
      let number = try #require(place["image"] as? Int)
      let image = try #require(all?[number])
      let difference = try #require(image["mse01"] as? Double) - #require(place["mse01"] as? Double)
      #expect(abs(difference) < 1e-6 && image["label"] as? Int == place["label"] as? Int)
    }
  }

  @Test func `corrupted images and differences are drawn, and the scale is printed`() throws {
    try program.trained("--epochs", "1", "--corruption", "masking=0.5")
    let outcome = try program(
      "reconstruct", "mine", "--corruption", "own", "--difference", "--count", "3", "--output", "all.png", "--as-files",
      "files")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for words in [
      "3 images with their reconstructions, 17 more left out: all.png", "corruption masking=0.5",
      "difference |original - reconstruction|, of all images from 0 (dark blue) to 0.", "12 files: files/input_1_1.png",
    ] { #expect(outcome.output.contains(words), "\(outcome.output)") }
    let files = try program.files(below: "files").keys
    #expect(files.count == 12 && files.contains("corrupted_2_1.png") && files.contains("difference_3_1.png"))
    #expect(
      try Picture(path: program.folder("files/corrupted_1_1.png"))
        != Picture(path: program.folder("files/input_1_1.png")))
    let other = try program("reconstruct", "mine", "--corruption", "gaussian=0.2", "--output", "other.png")
    #expect(other.status == 0 && other.output.contains("corruption gaussian=0.2"))
    try program.trained("--epochs", "1", "--name", "clean")
    expectWrongUsage(
      try program("reconstruct", "clean", "--corruption", "own", "--output", "own.png"),
      "the settings of clean have no corruption")
    expectWrongUsage(
      try program("reconstruct", "mine", "--corruption", "maskin=1", "--output", "x.png"), "did you mean masking?")
    expectWrongUsage(
      try program("reconstruct", "mine", "--corruption", "own", "--order", "best", "--output", "x.png"), "not both")
  }

  @Test func `class means are drawn and printed`() throws {
    try program.trained("--epochs", "1")
    let outcome = try program("reconstruct", "mine", "--class-means", "--output", "means.png", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("3 classes of 20 images: means.png"), "\(outcome.output)")
    let classes = (outcome.lastObject?["class_means"] as? [String: Any])?["classes"] as? [[String: Any]]
    #expect(classes?.compactMap { $0["images"] as? Int }.reduce(0, +) == 20)
    #expect(try Picture(path: program.folder("means.png")).colour == .rgb)
    try Picture(width: 10, height: 12, colour: .grey, filledWith: 200).write(to: program.folder("one.png"))
    expectOneError(
      try program("reconstruct", "mine", "--class-means", "--images", "one.png", "--output", "x.png"),
      "the images have no classes")
    expectWrongUsage(
      try program("reconstruct", "mine", "--class-means", "--difference", "--output", "x.png"),
      "--class-means goes with")
  }

  @Test func `the report of an evaluation shows best, worst and class means`() throws {
    try program.trained("--epochs", "1")
    let outcome = try program("evaluate", "mine", "--split", "test", "--examples", "3", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = String(decoding: try bytes(of: program.folder("runs/mine/evaluation/test.html")), as: UTF8.self)
    for words in [
      "The first 20 of 20 images", "The 3 of 20 images with the smallest mse01", "with the largest mse01",
      "Of each class, from the top: mean image",
    ] { #expect(page.contains(words), "\(words)") }
    let measured = (outcome.lastObject?["evaluation"] as? [String: Any])?["measured"] as? [String: Any]
    let ranking = measured?["ranking"] as? [String: Any]
    #expect((ranking?["worst"] as? [Any])?.count == 3 && ranking?["images"] as? Int == 20)
    let none = try program("evaluate", "mine", "--examples", "0", "--output", "other")
    #expect(none.status == 0)
    #expect(try !program.files(below: "other").keys.contains("validation-best.png"))
    expectWrongUsage(try program("evaluate", "mine", "--examples", "-1"), "--examples: expected 0 to 1000")
  }
}
