import ArgumentParser
import Foundation
import Hourglass

extension DataCommand {
  /// The command `hourglass data verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decode every image of a data set, and list those that cannot be read.",
      discussion:
        "The exit code is 1 if there is any. Pictures of several sizes are allowed: --resize brings them to one.")

    @OptionGroup var source: SourceOptions

    @Option(parsing: .unconditional, help: "Threads to decode with. (default: all processors)")
    var threads: Int?

    @Flag(help: "Print one JSON object instead of the report.")
    var json = false

    func validate() throws {
      if let threads, threads < 1 || threads > 1024 {
        throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
      }
    }

    func run() throws {
      let collection = try source.collectionOfAnyImages()
      var verdicts: [Verdict] = []
      for (part, images) in collection.parts {
        let begin = ContinuousClock().now
        let survey = ImageSurvey(of: images, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        verdicts.append(
          Verdict(
            part: part.rawValue, images: images.count, seconds: (ContinuousClock().now - begin).seconds,
            bad: survey.badImages.map { Verdict.Bad(image: $0.title, reason: $0.reason) }))
      }
      let isSound = verdicts.allSatisfy(\.bad.isEmpty)
      if json {
        print(try Report(title: collection.title, isSound: isSound, parts: verdicts).jsonLine())
      } else {
        for verdict in verdicts {
          for bad in verdict.bad { print(bad.reason.contains(bad.image) ? bad.reason : "\(bad.image): \(bad.reason)") }
          let words = verdict.bad.isEmpty ? "all can be read" : "\(Figures.count(verdict.bad.count)) cannot be read"
          print(
            "\(verdict.part): \(Figures.count(verdict.images)) images, \(words) (\(Figures.duration(verdict.seconds)))")
        }
      }
      if !isSound { throw ExitCode.failure }
    }

    /// What was found in one part.
    struct Verdict: Encodable {
      struct Bad: Encodable {
        var image: String
        var reason: String
      }

      var part: String
      var images: Int
      var seconds: Double
      var bad: [Bad]
    }

    /// The last line of `hourglass data verify --json`.
    struct Report: Encodable {
      var title: String
      var isSound: Bool
      var parts: [Verdict]
    }
  }
}
