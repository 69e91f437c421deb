import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct ComparePageTests {
  @Test func `runs are compared by the settings that differ, their metrics, curves and films`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try place.train("AE/two", epochs: 2, codeSize: 6)
    try await place.askOfRuns { ask in
      let query = "run=AE~two&run=AE~one"
      let document: ComparisonDocument = try await ask(.get, "/runs/compare.json?\(query)").decoded()
      #expect(document.runs.map(\.id) == ["AE~two", "AE~one"])
      #expect(document.runs.allSatisfy { $0.best["psnr"] != nil && $0.last["mse01"] != nil })
      let codeSize = try #require(document.differing_settings.first { $0.name == "model.code_size" })
      #expect(codeSize.values == ["6", "4"])
      #expect(document.common_settings.contains { $0.name == "training.batch_size" && $0.value == "4" })
      let differing = Set(document.differing_settings.map(\.name))
      #expect(differing.isDisjoint(with: document.common_settings.map(\.name)))
      #expect(document.charts == [.loss, .mse01, .psnr])

      let psnr: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?\(query)&chart=psnr").decoded()
      #expect((psnr.unit, psnr.series.map(\.name)) == ("dB", ["AE/two", "AE/one"]))
      #expect(psnr.x.epoch == [1, 2, 3])
      #expect(psnr.series.map { $0.values.compactMap(\.self).count } == [2, 3])
      #expect(psnr.series[0].values.last == .some(nil))

      let film: ComparedFilm = try await ask(.get, "/runs/compare/film.json?\(query)").decoded()
      #expect(film.runs.map(\.name) == ["AE/two", "AE/one"])
      for url in [film.original] + film.runs.compactMap(\.steps.last?.url) {
        try await #expect(ask(.get, "/\(url)").status == 200, "\(url)")
      }

      let page = try await ask(.get, "/runs/compare?\(query)")
      #expect(page.status == 200)
      #expect(page.text.contains("<h1>2 runs side by side</h1>"))
      #expect(page.text.contains("<th scope=\"row\">model.code_size</th><td>6</td><td>4</td>"))
      #expect(page.text.contains("metrics.json?run=AE~two&amp;run=AE~one&amp;chart=psnr"))
      #expect(page.text.contains("<film-strip"))
      #expect(!page.text.contains("style="))
    }
  }

  @Test func `different losses share no chart, and the page says why`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try place.train("two", loss: ReconstructionLoss(.meanAbsoluteError))
    try await place.askOfRuns { ask in
      let document: ComparisonDocument = try await ask(.get, "/runs/compare.json?run=one&run=two").decoded()
      #expect(document.charts == [.mse01, .psnr])
      let sentence = try #require(document.notes.first { $0.hasPrefix("The losses differ") })
      try await #expect(ask(.get, "/runs/compare?run=one&run=two").text.contains(sentence))
      let refused = try await ask(.get, "/runs/compare/metrics.json?run=one&run=two&chart=loss")
      #expect(refused.status == 400)
      #expect(refused.errors["chart"] == [sentence])
      try await #expect(ask(.get, "/runs/compare/metrics.json?run=one&run=two&chart=mse01").status == 200)
    }
  }

  @Test func `runs with other numbers of steps in an epoch are drawn by steps alone`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try place.train("two", batchSize: 3)
    try await place.askOfRuns { ask in
      let query = "run=one&run=two"
      let chart: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?\(query)").decoded()
      #expect(chart.x.epoch == nil)
      #expect(chart.x.step == [3, 4, 6, 8, 9, 12])
      let document: ComparisonDocument = try await ask(.get, "/runs/compare.json?\(query)").decoded()
      #expect(document.notes.contains { $0.contains("go by steps") })
      let film: ComparedFilm = try await ask(.get, "/runs/compare/film.json?\(query)").decoded()
      // The same epoch is at another step in each of them.
      let steps = film.runs.map { run in run.steps.first { $0.epoch == 2 }?.step }
      #expect(steps == [6, 8])
    }
  }

  @Test func `a run that is not there, one run alone, or one named twice is refused`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      for path in ["/runs/compare.json", "/runs/compare/metrics.json", "/runs/compare/film.json"] {
        let unknown = try await ask(.get, "\(path)?run=one&run=nobody")
        #expect(unknown.status == 404)
        #expect(unknown.text.contains("there is no such run"))
        try await #expect(ask(.get, path).status == 400)
        try await #expect(ask(.get, "\(path)?run=one").errors["run"] != nil)
        try await #expect(ask(.get, "\(path)?run=one&run=one").errors["run"] != nil)
        let many = (0...20).map { "run=r\($0)" }.joined(separator: "&")
        try await #expect(ask(.get, "\(path)?\(many)").status == 400)
      }
      try await #expect(ask(.get, "/runs/compare?run=one&run=nobody").status == 404)
      try await #expect(ask(.get, "/runs/compare?run=one").status == 400)
    }
  }

  @Test func `runs that differ in their seed alone are one line with a band, which can be taken apart`() async throws {
    let place = try DataSetPlace()
    for seed in 0..<3 { try place.train("AE/x_seed=\(seed)", seed: UInt64(seed)) }
    try place.train("AE/other", codeSize: 6)
    try await place.askOfRuns { ask in
      let query = (0..<3).map { "run=AE~x_seed%3D\($0)" }.joined(separator: "&") + "&run=AE~other"
      let document: ComparisonDocument = try await ask(.get, "/runs/compare.json?\(query)").decoded()
      #expect(document.has_seeds && document.seeds.map(\.name) == ["AE/x, 3 seeds"])
      #expect(
        document.seeds[0].run_ids.count == 3 && document.differing_settings.contains { $0.name == "training.seed" })
      let chart: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?\(query)&chart=mse01").decoded()
      #expect(chart.series.map(\.name) == ["AE/x, 3 seeds", "AE/other"] && chart.series[1].deviation == nil)
      let apart: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?\(query)&chart=mse01&apart=true")
        .decoded()
      #expect(apart.series.count == 4 && apart.series.allSatisfy { $0.deviation == nil })
      // The mean and the deviation of a sample, computed plainly.
      let last = apart.series.prefix(3).compactMap { $0.values.last ?? nil }
      let mean = last.reduce(0, +) / 3
      let deviation = (last.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      #expect(abs(try #require(chart.series[0].values.last ?? nil) - mean) <= 1e-12 * mean)
      #expect(
        abs(try #require(chart.series[0].deviation?.last ?? nil) - deviation) <= 1e-9 * deviation && deviation > 0)
      #expect(document.seeds[0].last["mse01"].map { abs($0.mean - mean) <= 1e-12 * mean } == true)
      let page = try await ask(.get, "/runs/compare?\(query)").text
      #expect(page.contains("Show each seed") && page.contains("AE/x, 3 seeds") && page.contains(" ± "))
      let taken = try await ask(.get, "/runs/compare?\(query)&apart=true").text
      #expect(taken.contains("Show the mean of seeds") && !taken.contains("AE/x, 3 seeds"))
      #expect(taken.contains("&amp;apart=true&amp;chart=psnr"))
    }
  }

  @Test func `a run that waits is compared without settings, curves and film`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      _ = try await ask.server.queue.add(.train(run: "later", runFile: "model: ae\ndata: mnist\n"))
      let document: ComparisonDocument = try await ask(.get, "/runs/compare.json?run=one&run=later").decoded()
      #expect(document.differing_settings.isEmpty)
      #expect(document.has_film)
      #expect(document.notes.contains { $0.hasSuffix("cannot be read: later.") })
      #expect(document.notes.contains("Without a film: later."))
      let chart: ChartDocument = try await ask(.get, "/runs/compare/metrics.json?run=one&run=later").decoded()
      #expect(chart.series.map(\.name) == ["one"])
      try await #expect(ask(.get, "/runs/compare?run=one&run=later").status == 200)
    }
  }
}
