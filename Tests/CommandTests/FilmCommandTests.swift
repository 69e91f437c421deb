import Foundation
import Hourglass
import TestSupport
import Testing

/// The command `hourglass film`, `hourglass runs export`, and what `train` records.
@Suite struct FilmCommandTests {
  @Test func `a film is a sheet, an animation or a folder of pictures`() throws {
    let program = try Program()
    try program.trained("--epochs", "3", "--film", "4")
    let strips = try program.files(below: "runs/mine/images/film").keys.sorted()
    #expect(strips == ["originals.png", "step-00000004.png", "step-00000008.png", "step-00000012.png"])
    let sheet = try program("film", "mine", "--output", "film.png")
    #expect(sheet.status == 0 && sheet.lines == ["4 images after 3 steps: film.png"], "\(sheet.errors)")
    let picture = try Picture(path: program.folder("film.png"))
    // Four rows of images of 12 x 10, five times as large, with padding.
    #expect(picture.height == 4 * (5 * 12 + 2) + 2 && picture.width > 4 * (5 * 10 + 2))
    #expect(try program("film", "mine", "--output", "film.gif").status == 0)
    #expect(try bytes(of: program.folder("film.gif")).starts(with: Array("GIF89a".utf8)))
    let few = try program("film", "mine", "--output", "frames", "--steps", "2", "--json")
    #expect(few.output.hasPrefix("4 images after 2 steps, 1 more left out (--steps): frames\n"))
    #expect(try program.files(below: "frames").keys.sorted() == ["step-00000004.png", "step-00000012.png"])
    #expect(few.lastObject?["steps"] as? [Int] == [4, 8, 12] && few.lastObject?["images"] as? Int == 4)
  }

  @Test func `what exists is not written over without --force`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    for output in ["film.png", "film.gif", "frames", "metrics.csv"] {
      let command = output == "metrics.csv" ? ["runs", "export", "mine"] : ["film", "mine"]
      #expect(try program(command + ["--output", output]).status == 0)
      expectWrongUsage(try program(command + ["--output", output]), output, "--force")
      #expect(try program(command + ["--output", output, "--force"]).status == 0)
    }
  }

  @Test func `a run without a film says so`() throws {
    let program = try Program()
    try program.trained("--epochs", "1", "--no-film", "--no-tensorboard")
    expectOneError(try program("film", "mine", "--output", "film.png"), "no film", "--no-film")
    #expect(try program.files(below: "runs/mine").keys.allSatisfy { !$0.contains("film") && !$0.contains("tfevents") })
    expectWrongUsage(try program("film", "mine"), "--output")
    expectWrongUsage(try program("film", "mine", "--output", "a.png", "--steps", "0"), "--steps")
    // What is recorded may change when a run is resumed.
    try program.trained("--epochs", "2")
    #expect(try program("film", "mine", "--output", "film.png").status == 0)
    let files = try program.files(below: "runs/mine").keys
    for folder in ["events", "train/events", "validation/events"] {
      #expect(files.filter { $0.hasPrefix("\(folder).out.tfevents.") }.count == 1, "\(folder)")
    }
  }

  @Test func `a damaged strip is named`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    try put([1, 2, 3], at: program.folder("runs/mine/images/film/step-00000004.png"))
    expectOneError(try program("film", "mine", "--output", "film.png"), "step-00000004.png", "remove the file")
  }

  @Test func `the metrics of a run are exported as CSV`() throws {
    let program = try Program()
    try program.trained("--epochs", "2", "--clip-norm", "0.001")
    let outcome = try program("runs", "export", "mine", "--output", "metrics.csv")
    #expect(outcome.lines == ["2 epochs: metrics.csv"])
    let text = try String(contentsOfFile: program.folder("metrics.csv"), encoding: .utf8)
    let rows = text.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == 3 && rows.allSatisfy { $0.count == MetricsTable.header.count })
    #expect(rows[0].map(String.init) == MetricsTable.header)
    let reports = RunOverview(RunDirectory(path: program.folder("runs/mine"))).reports
    for (row, report) in zip(rows.dropFirst(), reports) {
      let fields = Dictionary(uniqueKeysWithValues: zip(MetricsTable.header, row))
      #expect(fields["epoch"] == "\(report.epoch)" && fields["step"] == "\(report.step)")
      #expect(fields["validation_loss"].flatMap { Double($0) } == report.validation?.loss)
      #expect(fields["gradient_norm"].flatMap { Double($0) } == report.gradientNorm)
      for name in ["wall_seconds", "resident_bytes", "learning_rate", "gradient_norm"] {
        #expect(try #require(fields[name].flatMap { Double($0) }) > 0, "\(name)")
      }
    }
    #expect(try program("runs", "export", "mine").output == text.replacing("\r\n", with: "\n"))
  }

  @Test func `a profile has lines for the film and TensorBoard`() throws {
    let program = try Program()
    let outcome = try program.trained("--epochs", "2", "--profile")
    for title in ["film", "TensorBoard", "saving and printing"] {
      #expect(outcome.output.contains(" \(title) "), "\(outcome.output)")
    }
  }
}
