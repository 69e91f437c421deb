import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

/// Models that are computed from the images at once, and have no epochs.
@Suite struct FittedRunTests {
  @Test func `pages without curves say so in one sentence`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    for (name, size) in [("PCA/two", 2), ("PCA/three", 3)] {
      var model = PCA()
      model.codeSize = size
      var configuration = try RunConfiguration(model: model, dataset: "waves")
      configuration.name = name
      let pictures = (0..<16).map { DataSetPlace.wave($0, $0 % 2) }
      let dataset = try Dataset(
        name: "waves", images: ImageSet(pictures: pictures, name: "waves"), split: .percentage(25), seed: 0)
      let run = try Run(configuration, dataset: dataset, runs: place.runs)
      _ = try run.train(
        executor: CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1)), observers: run.recorders())
    }
    try await place.askOfRuns { ask in
      let document: RunDocument = try await ask(.get, "/runs/PCA~two.json").decoded()
      #expect(document.is_fitted && document.charts.isEmpty)
      let page = try await ask(.get, "/runs/PCA~two").text
      #expect(page.components(separatedBy: "so there are no curves").count == 2 && !page.contains("<line-chart"))
      #expect(page.contains("computed at once") && !page.contains("Time left") && !page.contains("Optimiser"))
      let trained: RunDocument = try await ask(.get, "/runs/one.json").decoded()
      #expect(!trained.is_fitted && trained.charts.contains(.loss))
      try await #expect(!ask(.get, "/runs/one").text.contains("no curves"))

      let query = "run=one&run=PCA~two&run=PCA~three"
      let compared: ComparisonDocument = try await ask(.get, "/runs/compare.json?\(query)").decoded()
      #expect(compared.runs.count == 3 && compared.charts.contains(.mse01))
      #expect(compared.notes.contains("Computed at once, without epochs, so without curves: PCA/two, PCA/three."))
      #expect(!compared.notes.contains { $0.hasPrefix("Without metrics") || $0.contains("numbers of steps") })
      let chart: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?\(query)&chart=mse01").decoded()
      #expect(chart.series.map(\.name).contains("one") && !chart.series.map(\.name).contains("PCA/two"))
      let alone: ComparisonDocument = try await ask(.get, "/runs/compare.json?run=PCA~two&run=PCA~three").decoded()
      #expect(alone.charts.isEmpty && alone.notes.contains { $0.hasPrefix("Computed at once") })
      try await #expect(!ask(.get, "/runs/compare?run=PCA~two&run=PCA~three").text.contains("<line-chart"))
    }
  }
}
