import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// Anomalies and denoising.
@Suite struct AnomalyTests {
  @Test func `normal and anomalous images are told apart as the library says`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/anomaly", #"{"part": "train", "normal": "flat"}"#)
      let document: ScoringDocument = try await ask(.get, "\(base).json").decoded()
      #expect(document.scoring.metrics == [.reconstruction, .mahalanobis, .neighbour])
      #expect(document.scoring.normal_classes == [0])
      let run = try Run.open(RunDirectory(path: "\(place.runs)/one"), runs: place.runs, environment: [:])
      let executor = CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1))
      let results = try run.anomalies(
        normal: ["flat"], in: run.images(of: .train), falsePositiveRate: 0.1, executor: executor)
      for result in results {
        let address = "\(base)/curve.json?metric=\(result.score.rawValue)&false_positive_rate=0.1"
        let curve: AnomalyCurve = try await ask(.get, address).decoded()
        #expect(abs(curve.auroc - result.auroc) < 1e-9)
        #expect(abs(curve.average_precision - result.averagePrecision) < 1e-9)
        #expect(curve.detection_rate == result.detectionRate)
        #expect(curve.normal_histogram == result.normalHistogram)
        #expect(curve.edges.count == curve.normal_histogram.count + 1)
        #expect(
          (curve.points.last?.true_positives, curve.points.last?.false_positives) == (curve.anomalous, curve.normal))
        // The counts at a point of the curve are those of the curve.
        let point = curve.points[curve.points.count / 2]
        let counts: AnomalyCounts = try await ask(
          .get, "\(base)/counts.json?metric=\(result.score.rawValue)&threshold=\(Float(try #require(point.threshold)))"
        ).decoded()
        #expect((counts.true_positives, counts.false_positives) == (point.true_positives, point.false_positives))
        #expect(counts.true_positives + counts.false_negatives == curve.anomalous)
      }
      let map: ScoredRow = try await ask(.get, "\(base)/row.json?images=0&map=error").decoded()
      #expect(map.rows.last == "squared error" && map.maximum == nil)
      let page = try await ask(.get, base)
      #expect(page.status == 200 && page.text.contains("<roc-curve"))
      try await #expect(ask(.get, "\(base)/curve.json?metric=psnr").errors["metric"] != nil)
      try await #expect(ask(.get, "\(base)/counts.json").errors["threshold"] != nil)
      try await #expect(ask(.get, "\(base)/curve.json?false_positive_rate=2").errors["false_positive_rate"] != nil)
      // A reconstruction's scores are not those of anomalies.
      try await #expect(ask(.get, "\(base.replacing("anomaly", with: "test-many")).json").status == 404)
    }
  }

  @Test func `without a normal class there are scores, and no curve`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one", classes: nil)
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/anomaly", #"{"part": "validation"}"#)
      let document: ScoringDocument = try await ask(.get, "\(base).json").decoded()
      #expect(document.scoring.notes.contains { $0.contains("no ROC curve") })
      // At most one of ten normal images is more anomalous than the threshold of one in a hundred.
      #expect(document.scoring.reference_images == 10)
      for (place, metric) in document.scoring.metrics.enumerated() {
        let threshold = Float(document.scoring.references[place]).nextUp
        let ranking: ScoreRanking = try await ask(
          .get, "\(base)/ranking.json?metric=\(metric.rawValue)&threshold=\(threshold)"
        ).decoded()
        #expect(ranking.beyond <= 1, "\(metric)")
      }
      try await #expect(ask(.get, "\(base)/curve.json").status == 409)
      try await #expect(!ask(.get, base).text.contains("<roc-curve"))
      let unknown = try await ask(.post, "/runs/one/anomaly", json: #"{"part": "train", "normal": "zebra"}"#)
      #expect(unknown.status == 400 && unknown.errors["normal"] != nil, "\(unknown.text)")
    }
  }

  @Test func `images are corrupted as the library declares it, and reconstructed`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      let document: DenoiseDocument = try await ask(.get, "/runs/one/denoise.json").decoded()
      #expect(document.corruptions.map(\.name) == Corruption.kindDescriptions.map(\.name))
      for kind in document.corruptions {
        let fields = kind.settings.map { setting in
          setting.control == .checkbox ? "\(setting.name)=\(setting.value == 1)" : "\(setting.name)=\(setting.value)"
        }
        let corruption = fields.joined(separator: ",")
        let row: DenoisedRow = try await ask(
          .get, "/runs/one/denoise/row.json?count=3&corruption=\(corruption)"
        ).decoded()
        #expect(row.pictures.rows == ["original", "corrupted", "reconstruction", "difference"], "\(corruption)")
        // A rectangle may be so small that no pixel of 8 x 8 is in it.
        let isSeen = kind.name == "erase" || row.before?.mean_mse01 ?? 0 > 0
        #expect(row.before?.mse01.count == 3 && isSeen, "\(corruption)")
        #expect(row.after.mse01 == row.pictures.mse01)
      }
      let plain: DenoisedRow = try await ask(.get, "/runs/one/denoise/row.json").decoded()
      #expect(plain.before == nil && plain.corruption == "none" && plain.pictures.images.count == 8)
      for (query, field) in [
        ("corruption=fog=1", "corruption"), ("corruption=masking=2", "corruption"), ("first=99", "first"),
        ("dataset=nobody", "dataset"), ("part=test", "part"),
      ] {
        try await #expect(ask(.get, "/runs/one/denoise/row.json?\(query)").errors[field] != nil, "\(query)")
      }
      let page = try await ask(.get, "/runs/one/denoise")
      #expect(page.status == 200 && page.text.contains("type=\"range\"") && !page.text.contains("style="))
    }
  }
}
