import Foundation
import Hourglass
import TestSupport
import Testing

@Suite struct DataPreviewTests {
  @Test func `images stand above what each epoch makes of them`() throws {
    let program = try Program()
    let outcome = try program(
      "data", "preview", "images", "--augment", "flip=lr", "--augment", "rotation=20", "--count", "12", "--epochs", "2",
      "--output", "picture.png")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try PNGFile(path: program.folder("picture.png")).read()
    // Ten images a row, two groups of three rows, each picture magnified five times (64 / 12).
    #expect((picture.width, picture.height) == (10 * 52 + 2, 6 * 62 + 2 + 6))
    #expect(
      outcome.output
        == "12 images and 2 epochs of flip=lr + rotation=20: picture.png (\(picture.width)x\(picture.height))\n")
  }

  @Test(
    arguments: [
      (["--augment", "flipp=lr"], "did you mean flip?"), (["--augment", "flip=lr", "--augment", "flip=ud"], "flip: "),
      (["--augment", "quarter-rotation=all"], "square images"), (["--augment", "hsv=0.1,0.1,0.1"], "3 channels"),
      (["--augment", "crop=11x12"], "at most 10x12"), (["--count", "0"], "--count"),
      (["--epochs", "1001"], "--epochs"),
    ])
  func `mistakes are told in one line and nothing is written`(_ flags: [String], _ words: String) throws {
    let program = try Program()
    let outcome = try program(["data", "preview", "images", "--output", "picture.png"] + flags)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try !program.folder.names.contains("picture.png"))
  }
}
