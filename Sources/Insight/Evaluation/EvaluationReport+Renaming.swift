import Files
import Foundation
public import Training

extension EvaluationReport {
  /// Gives the reports in the folder of a run that was renamed its new name; nothing else of them changes.
  ///
  /// - Throws: `AtomicFileError`.
  public static func rename(in directory: RunDirectory, to name: String) throws {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.evaluation)) ?? []
    for file in files where file.hasSuffix(".json") {
      let base = "\(directory.evaluation)/\(file.dropLast(".json".count))"
      guard let json = text("\(base).json"), let old = try? Heading(jsonLine: json), old.run != name else { continue }
      var new = old
      new.run = name
      // The JSON comes last: where one of the others fails, the next call finds the old name there.
      for (path, from, to) in try [
        ("\(base).md", old.title, new.title), ("\(base).html", old.title.htmlEscaped, new.title.htmlEscaped),
        ("\(base).json", "\"run\":\(old.run.jsonLine())", "\"run\":\(name.jsonLine())"),
      ] {
        guard let before = text(path) else { continue }
        try AtomicFile.write(text: before.replacing(from, with: to), to: path)
      }
    }
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  /// What the title of a report says.
  struct Heading: Codable {
    var run: String
    var dataset: String
    var part: String

    var title: String { "\(run) on \(dataset), \(part) images" }
  }
}
