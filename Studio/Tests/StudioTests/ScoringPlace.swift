import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// Runs on images with classes, and scores of them.
extension DataSetPlace {
  /// Writes 40 pictures of 8 x 8 pixels in two classes into the folder of images, and trains the run called `name` on them.
  @discardableResult
  func trainOnFolder(_ name: String, classes: ClassSelection? = nil) throws -> String {
    let folder = "\(images)/waves"
    for (label, title) in ["flat", "steep"].enumerated() {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(title)", withIntermediateDirectories: true)
      for number in 0..<20 { try Self.wave(number, label).write(to: "\(folder)/\(title)/\(number).png") }
    }
    var model = AE()
    model.codeSize = 4
    var configuration = try RunConfiguration(model: model, dataset: folder)
    (configuration.training.epochs, configuration.training.batchSize, configuration.name) = (2, 4, name)
    (configuration.data.validation, configuration.data.classes) = (.percentage(25), classes)
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: runs)
    _ = try run.train(executor: CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1)))
    return folder
  }

  /// A picture of 8 x 8 pixels of a class.
  static func wave(_ number: Int, _ label: Int) -> Picture {
    Picture(
      width: 8, height: 8, colour: .grey,
      bytes: (0..<64).map { UInt8(truncatingIfNeeded: ($0 % 8) * (label == 0 ? 4 : 30) + 3 * number) })
  }
}

extension Asking {
  /// Starts a scoring, and waits until it has ended.
  func scored(_ path: String, _ json: String, _ status: String = "done") async throws -> String {
    let answer = try await self(.post, path, json: json)
    try #require(answer.status == 202, "\(answer.text)")
    let started: StartedScoring = try answer.decoded()
    for _ in 0..<600 {
      let now: ScoringStatus = try await self(.get, "/\(started.url)/status").decoded()
      guard now.status == .queued || now.status == .running else {
        #expect(now.status.rawValue == status, "\(now.error ?? "")")
        return "/\(started.url)"
      }
      try await Task.sleep(for: .milliseconds(25))
    }
    Issue.record("the scoring does not end")
    return "/\(started.url)"
  }
}
