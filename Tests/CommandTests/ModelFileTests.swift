import Foundation
import TestSupport
import Testing

/// Model files at the command line.
@Suite struct ModelFileTests {
  private static let small = """
    name: Small
    encoder:
      - conv: {filters: 4, kernel: 3, padding: 1, activation: relu}
      - max-pool: {window: 2, name: pool1}
    decoder:
      - unpool: pool1
      - conv: {filters: image, kernel: 3, padding: 1, activation: sigmoid}
    loss: {bce: 1}

    """

  private func write(_ text: String, _ program: Program, _ name: String = "small.yaml") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: program.folder(name)))
  }

  @Test
  func `a model file is checked and its layers are listed`() throws {
    let program = try Program()
    try write(Self.small, program)
    let outcome = try program("models", "check", "small.yaml", "--image", "1x8x8")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Small: code 4x4x4, pixels 0..1"))
    #expect(outcome.lines.contains { $0.contains("conv, sigmoid") && $0.contains("1x8x8") && $0.contains("37") })
    #expect(outcome.lines.last?.hasPrefix("total") ?? false)
    #expect(outcome.lines.last?.contains("77") ?? false)
    let unknown = try program("models", "check", "small.yaml")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("small.yaml: the image shape is not known"))
  }

  @Test
  func `every mistake of a model file is a line`() throws {
    let program = try Program()
    try write(
      Self.small.replacing("kernel: 3, padding: 1, activation: sigmoid", with: "kernal: 3").replacing(
        "unpool: pool1", with: "unpool: pool2"), program)
    let outcome = try program("models", "check", "small.yaml", "--image", "1x8x8")
    #expect(outcome.status == 1)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("error: small.yaml:") }, "\(outcome.errors)")
    #expect(lines.contains { $0.contains("small.yaml:6, unpool") && $0.contains("did you mean pool1?") })
    #expect(lines.contains { $0.contains("small.yaml:7, conv: no such field (got kernal); did you mean kernel?") })
    let training = try program("train", "--model", "small.yaml", "--dataset", "images")
    #expect(training.status == 1)
    #expect(training.errors.contains("error: small.yaml:7"))
  }

  @Test
  func `a declared model trains, resumes, and its run holds the whole definition`() throws {
    let program = try Program()
    try write(Self.small, program)
    let arguments = ["train", "--model", "small.yaml", "--dataset", "images", "--batch-size", "20", "--epochs"]
    let outcome = try program(arguments + ["1"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines[0].hasPrefix("Small on "))
    let run = try #require(outcome.lines.first { $0.hasPrefix("run ") }).split(separator: " ")[1]
    #expect(run.hasPrefix("Small/"))
    let yaml = try String(contentsOfFile: program.folder("runs/\(run)/run.yaml"), encoding: .utf8)
    #expect(yaml.contains("definition: |"))
    #expect(yaml.contains("    - max-pool: {window: 2, name: pool1}"))
    try FileManager.default.removeItem(atPath: program.folder("small.yaml"))
    let evaluated = try program("evaluate", String(run))
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    try write(Self.small, program)
    let resumed = try program(arguments + ["2"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    try write(Self.small.replacing("filters: 4", with: "filters: 5"), program)
    let other = try program(arguments + ["3"])
    #expect(other.status == 1)
    #expect(other.errors.contains("definition is another text"))
    #expect(!other.errors.contains("max-pool"))
  }

  @Test
  func `a published model is printed as a model file that trains to the same loss`() throws {
    let program = try Program()
    let shown = try program("models", "show", "SingleLayerCAE", "--yaml")
    try #require(shown.status == 0, "\(shown.errors)")
    try write(shown.output.replacing("image: [1, 28, 28]\n", with: ""), program, "twin.yaml")
    let settings = ["--dataset", "images", "--batch-size", "20", "--epochs", "2", "--json"]
    let published = try program(["train", "--model", "SingleLayerCAE", "--name", "a"] + settings)
    let twin = try program(["train", "--model", "twin.yaml", "--name", "b"] + settings)
    try #require(published.status == 0 && twin.status == 0, "\(published.errors)\(twin.errors)")
    let (one, two) = (try #require(published.lastObject), try #require(twin.lastObject))
    #expect(one["parameters"] as? Int == two["parameters"] as? Int)
    #expect(one["loss"] as? Double == two["loss"] as? Double)
    #expect(one["loss"] is Double)
    #expect(two["model"] as? String == "SingleLayerCAE")
  }

  @Test
  func `a model is shown, and printed as a file, with other settings and for other images`() throws {
    let program = try Program()
    let arguments = ["--model-args", #"{"hidden": "7,5", "code_size": 3}"#, "--image", "2x6x4"]
    let shown = try program(["models", "show", "HintonDeep"] + arguments)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("hidden: 7,5") && shown.output.contains("[7, 48]"))
    let file = try program(["models", "show", "HintonDeep", "--yaml"] + arguments)
    #expect(file.output.contains("image: [2, 6, 4]") && file.output.contains("units: 7,"))
    try write(file.output, program, "deep.yaml")
    #expect(try program("models", "check", "deep.yaml").status == 0)
    let wrong = try program("models", "show", "HintonDeep", "--model-args", #"{"hidden": "7,x"}"#)
    expectWrongUsage(wrong, "hidden: the value does not fit", "got 7,x")
  }
}
