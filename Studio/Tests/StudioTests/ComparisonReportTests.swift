import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// The report of a comparison.
@Suite struct ComparisonReportTests {
  private static let query = "run=one&run=two&run=three"
  private static let body = #"{"run_ids": ["one", "two", "three"]}"#

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: DataSetPlace.program), "no program"))
  func `one request writes the report of a comparison, and the page leads to it`() async throws {
    let place = try DataSetPlace()
    let images = try place.writeDigits()
    for (seed, name) in ["one", "two", "three"].enumerated() {
      var configuration = try RunConfiguration(model: AE(), dataset: images)
      (configuration.name, configuration.training.epochs, configuration.training.batchSize) = (name, 2, 10)
      (configuration.training.seed, configuration.data.validation) = (UInt64(min(seed, 1)), .first(8))
      if name == "three" { configuration.optimizer = try OptimizerConfiguration("adam", ["learning_rate": 0.01]) }
      let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: place.runs)
      _ = try run.train(
        executor: CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1)), observers: run.recorders())
    }
    try await place.askOfRuns { ask in
      try await #expect(ask(.get, "/runs/compare/report.html?\(Self.query)").status == 404)
      try await #expect(ask(.get, "/runs/compare?\(Self.query)").text.contains("Write the report"))
      let first = try await ask.change("/runs/compare/report", Self.body)
      let second = try await ask.change("/runs/compare/report", Self.body)
      #expect(second.message.contains("already") && second.url == first.url)
      let working = Task { await ask.server.queue.run() }
      var report: ComparisonReport = try await ask(.get, "/runs/compare/report.json?\(Self.query)").decoded()
      for _ in 0..<600 where report.job?.status != .done && report.job?.status != .failed {
        try await Task.sleep(for: .milliseconds(100))
        report = try await ask(.get, "/runs/compare/report.json?\(Self.query)").decoded()
      }
      working.cancel()
      await working.value
      #expect(report.job?.status == .done, "\(report.job?.last_lines ?? [])")
      let page = try await ask(.get, "/\(try #require(report.page).url)")
      for words in ["optimizer.learning_rate", "<svg role=\"img\"", "<polygon ", "data:image/png;base64,", " ± "] {
        #expect(page.text.contains(words), "\(words)")
      }
      #expect(page.status == 200 && !page.text.contains("<script"))
      let html = try await ask(.get, "/runs/compare?\(Self.query)").text
      #expect(html.contains("Report of this comparison") && html.contains("Write again"))
      // Another order is another comparison.
      try await #expect(ask(.get, "/runs/compare/report.html?run=two&run=one&run=three").status == 404)
    }
  }

  @Test func `the reports that were written last stay, and those that a job writes`() throws {
    let place = try DataSetPlace()
    let folders = ComparisonFolders(folder: "\(place.path)/comparisons")
    #expect(folders.removeOld(except: []) == 0)
    let now = Date()
    func write(_ name: String, age: TimeInterval) throws -> String {
      let path = folders.path(of: [name])
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data("a page".utf8).write(to: URL(fileURLWithPath: "\(path)/comparison.html"))
      try FileManager.default.setAttributes(
        [.modificationDate: now - age], ofItemAtPath: "\(path)/comparison.html")
      return path
    }
    let old = try write("old", age: ComparisonFolders.lifetime + 60)
    let used = try write("used", age: ComparisonFolders.lifetime + 60)
    let many = try (0..<ComparisonFolders.maxCount + 2).map { try write("\($0)", age: TimeInterval($0)) }
    #expect(folders.removeOld(except: [used], now: now) == ComparisonFolders.maxCount + 1)
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    #expect(!exists(old) && exists(used))
    #expect(many.filter(exists) == Array(many.prefix(ComparisonFolders.maxCount)))
  }

  @Test func `a run that has not begun has no comparison to report`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      _ = try await ask.server.queue.add(.train(run: "later", runFile: "model: ae\ndata: mnist\n"))
      let refused = try await ask(.post, "/runs/compare/report", json: #"{"run_ids": ["one", "later"]}"#)
      #expect(refused.status == 409 && refused.text.contains("later"), "\(refused.text)")
      try await #expect(ask(.get, "/runs/compare?run=one&run=later").text.contains("once all runs have begun"))
      let single = try await ask(.post, "/runs/compare/report", json: #"{"run_ids": ["one"]}"#)
      #expect(single.status == 400 && single.errors["run"] != nil)
      try await #expect(
        ask(.post, "/runs/compare/report", json: #"{"run_ids": ["one", "nobody"]}"#).status == 404)
    }
  }
}
