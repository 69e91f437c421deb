import Foundation
import Hourglass
import TestSupport
import Testing

/// What the log says of an epoch besides its losses.
@Suite struct EpochRecordTests {
  @Test func `an epoch has the time since the first start, its date and the resident memory`() throws {
    let small = try SmallRuns()
    _ = try small.run(small.settings()).train(untilStep: 6)
    let first = RunOverview(try small.run(small.settings()).directory).reports
    let run = try small.trained(small.settings())
    let reports = RunOverview(run.directory).reports
    #expect(reports.count == 3 && reports[0] == first[0])
    var last = (wall: 0.0, date: Date.distantPast)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for report in reports {
      let wall = try #require(report.wallSeconds)
      let date = try Date(#require(report.date), strategy: style)
      #expect(wall > last.wall && date >= last.date)
      #expect(abs(date.timeIntervalSince(Date())) < 3600)
      #expect(try (1 << 20..<1 << 40).contains(#require(report.residentBytes)))
      last = (wall, date)
    }
    // The pause between the starts counts: the first start is the same for all epochs.
    let starts = try reports.map {
      try Date(#require($0.date), strategy: style).timeIntervalSince1970 - #require($0.wallSeconds)
    }
    #expect(try #require(starts.max()) - #require(starts.min()) < 0.01)
  }

  @Test(arguments: SmallRuns.models.indices)
  func `the gradient norm of the last step is the same with a bound that is not reached, and larger than one that is`(
    _ model: Int
  ) throws {
    let small = try SmallRuns()
    func norms(_ clipNorm: Double?) throws -> [Double?] {
      var settings = small.settings(model)
      settings.training.clipNorm = clipNorm
      return RunOverview(try small.trained(settings, in: "\(clipNorm ?? 0)").directory).reports.map(\.gradientNorm)
    }
    let free = try norms(nil)
    #expect(free.count == 3 && free.allSatisfy { $0.map { $0 > 0 && $0.isFinite } ?? false })
    #expect(try norms(1e9) == free)
    #expect(try norms(1e-6).allSatisfy { try #require($0) > 1e-6 })
  }

  @Test func `an optimiser that searches along lines has no gradient norm`() throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 1)
    settings.optimizer = "lbfgs"
    let report = try #require(RunOverview(small.trained(settings).directory).reports.first)
    #expect(report.gradientNorm == nil && report.learningRate == nil)
  }

  @Test func `logs of earlier versions are opened and exported`() throws {
    let line =
      #"{"epoch":1,"images_per_second":400,"is_best":true,"recent_loss":0.25,"seconds":1.5,"step":6,"#
      + #""training_loss":0.125,"validation_seconds":0}"#
    let report = try EpochReport(jsonLine: line)
    #expect(report.date == nil && report.gradientNorm == nil)
    let rows = MetricsTable([report]).csv.split(separator: "\r\n")
    #expect(rows.count == 2 && rows[1].hasPrefix("1,6,,,0.125,0.25,,,,,,true,,,400.0,1.5,0.0,,"))
  }
}
