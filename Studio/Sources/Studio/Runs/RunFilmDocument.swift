import Catalogue
import Foundation
import Hourglass

/// The film of a run as `scripts/film.js` shows it.
struct RunFilmDocument: Codable, Sendable {
  /// The reconstructions after a step.
  struct Frame: Codable, Hashable, Sendable {
    var step: Int
    /// Epochs done by then.
    var epoch: Double?
    /// The address of the picture below the server's root: all images side by side.
    var url: String
  }

  /// The number of images in each picture.
  var images: Int
  /// The address of the originals below the server's root; empty where there are none.
  var original: String
  /// The steps, ascending.
  var steps: [Frame]

  /// The film of `run`, with `stepsPerEpoch` steps in an epoch where they are known.
  init(_ run: RunSubject, stepsPerEpoch: Double?, _ files: RunFileStore) {
    let directory = RunDirectory(path: run.directory)
    steps = directory.filmSteps.map { Self.frame(run, step: $0, stepsPerEpoch: stepsPerEpoch) }
    original = ""
    images = 0
    guard let size = Self.pixels(of: directory.filmOriginals) else { return }
    original = "\(run.url)/original.png?v=\(Self.version(of: directory.filmOriginals))"
    let width = files.file(directory.runFile)?.record["images"].flatMap { text in
      text.split(separator: "x").last.flatMap { Int($0) }
    }
    images = max(1, size.width / max(1, width ?? size.height))
  }

  /// The steps in an epoch of `run`; nil before the first.
  static func stepsPerEpoch(_ run: RunSubject, _ events: RunEventsStore) -> Double? {
    if let start = events.events(RunDirectory(path: run.directory).events).start { return Double(start.stepsPerEpoch) }
    return run.row.flatMap { $0.epochs > 0 ? Double($0.step) / Double($0.epochs) : nil }
  }

  /// The picture after `step`.
  static func frame(_ run: RunSubject, step: Int, stepsPerEpoch: Double?) -> Frame {
    Frame(
      step: step, epoch: stepsPerEpoch.map { (Double(step) / $0 * 1000).rounded() / 1000 }, url: url(run, step: step))
  }

  /// The address of the picture after `step`; another one where the file is another one.
  static func url(_ run: RunSubject, step: Int) -> String {
    "\(run.url)/film/\(step).png?v=\(version(of: RunDirectory(path: run.directory).filmStrip(step: step)))"
  }

  private static func version(of path: String) -> String {
    String(max(0, FileStamp(path)?.modified ?? 0) / 1_000_000, radix: 36)
  }

  /// The size of a PNG, from its header.
  private static func pixels(of path: String) -> (width: Int, height: Int)? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 24), head.count == 24 else { return nil }
    func number(_ start: Int) -> Int { head[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(16), number(20))
    return width > 0 && height > 0 ? (width, height) : nil
  }
}
