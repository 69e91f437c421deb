import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass film`.
struct Film: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how the reconstructions of the same images changed while a run trained.",
    discussion: """
        hourglass film AE/MNIST_Adam_lr=0.001 --output film.png
        hourglass film AE/MNIST_Adam_lr=0.001 --output film.gif
        hourglass film AE/MNIST_Adam_lr=0.001 --output frames

      Training saves the reconstructions of --film images at each validation, at \
      most 400 times: then every second validation is kept, then every fourth, and \
      so on; the newest always stays. A PNG is a sheet with a row for each step, a \
      GIF is animated, and a folder gets a picture for each step.
      """)

  @OptionGroup var source: RunOption

  @Option(help: ArgumentHelp("The file or folder to write.", valueName: "film.png|film.gif|folder"))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The maximum number of steps, evenly chosen, the first and the last among them. "
        + "(default: 40 on a sheet, else all)"))
  var steps: Int?

  @Option(parsing: .unconditional, help: "The time of a picture of a GIF, in hundredths of a second.")
  var delay = 20

  @OptionGroup var existing: ForceOption

  @Flag(help: "Print the run, its steps and the number of images as a JSON object.")
  var json = false

  private static let rowsOfSheet = 40

  private var ending: String { output.map { ($0 as NSString).pathExtension.lowercased() } ?? "" }
  private var isSheet: Bool { ["png", "jpg", "jpeg"].contains(ending) }
  private var isAnimation: Bool { ending == "gif" }

  func validate() throws {
    guard output != nil || json else {
      throw ValidationError("nothing to write; give --output film.png, film.gif or a folder, or --json")
    }
    if let steps, steps < 1 { throw ValidationError("--steps: expected 1 or more, got \(steps)") }
    guard (1...10_000).contains(delay) else { throw ValidationError("--delay: expected 1 to 10000, got \(delay)") }
    guard let output else { return }
    if isSheet || isAnimation { try existing.check(file: output) } else { try existing.check(folder: output) }
  }

  func run() throws {
    let film = try RunFilm(source.trained())
    if let output { try write(film, to: output) }
    if json { print(try FilmLine(film).jsonLine()) }
  }

  private func write(_ film: RunFilm, to output: String) throws {
    let chosen = film.steps(atMost: steps ?? (isSheet ? Self.rowsOfSheet : .max))
    let sheet = FilmSheet()
    if isSheet {
      try sheet.picture(of: film, steps: chosen).write(to: output)
    } else if isAnimation {
      try GIFAnimation(sheet.frames(of: film, steps: chosen), delay: delay).write(to: output)
    } else {
      try writeFolder(output, sheet, film, chosen)
    }
    let left = film.steps.count - chosen.count
    print(
      "\(film.imageCount) \(film.imageCount == 1 ? "image" : "images") after \(chosen.count) "
        + "\(chosen.count == 1 ? "step" : "steps")\(left > 0 ? ", \(left) more left out (--steps)" : ""): "
        + output)
  }

  private func writeFolder(_ folder: String, _ sheet: FilmSheet, _ film: RunFilm, _ chosen: [Int]) throws {
    try Folder.make(folder)
    let width = max(8, film.steps.last.map { "\($0)".count } ?? 0)
    for step in chosen {
      let name = String(format: "step-%0\(width)ld.png", step)
      try sheet.frames(of: film, steps: [step])[0].write(to: "\(folder)/\(name)")
    }
  }
}

/// A line of `hourglass film --json`.
private struct FilmLine: Encodable {
  var run: String
  var steps: [Int]
  var images: Int

  init(_ film: RunFilm) { (run, steps, images) = (film.run, film.steps, film.imageCount) }
}
