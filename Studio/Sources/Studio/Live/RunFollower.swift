import Foundation
import Hourglass

/// Follows the events of a run that is being trained, whoever started it.
struct RunFollower: Sendable {
  /// What is new since the last look.
  struct News: Sendable {
    /// Points that charts get, by the charts' names.
    var charts: [String: ChartDocument] = [:]
    /// The step after which the film is drawn again, of a run that was continued.
    var filmFrom: Int?
    /// What each process did in the newest epoch; nil where there is none, and from the second epoch of one process on.
    var ranks: RunRanks?
    /// Whether a checkpoint was written.
    var hasSnapshot = false
  }

  private var reader: EventReader<LoggedTrainingEvent>
  private var stepsPerEpoch = 1
  private var isFirstLook = true
  /// Whether the first epoch of a start is still to come.
  private var isFirstEpoch = false
  private let lossName: String?

  /// More events than a look finds in a second; at the first look older ones are in the charts that pages load.
  private static let maxEvents = 400

  /// Follows the run in `directory`.
  init(_ directory: String, lossName: String?) {
    reader = EventReader(path: RunDirectory(path: directory).events)
    self.lossName = lossName
  }

  /// Reads what is new.
  mutating func look() -> News {
    guard let read = try? reader.read(), !read.events.isEmpty else { return News() }
    defer { isFirstLook = false }
    for line in read.events {
      if case .started(let start) = line.event { stepsPerEpoch = max(start.stepsPerEpoch, 1) }
    }
    var news = News()
    var points: [RunPoint] = []
    var marks: [ChartDocument.Mark] = []
    var from: Int?
    for line in read.events.suffix(Self.maxEvents + (isFirstLook ? 0 : read.events.count)) {
      note(line, &news, &marks, &from, last: points.last)
      guard let point = RunPoint(line, stepsPerEpoch: stepsPerEpoch) else { continue }
      points.append(point)
    }
    let epochs = points.filter { $0.trainingLoss != nil || $0.stepLoss == nil }
    let all = StudioServer.merged(epochs, points.filter { $0.stepLoss != nil })
    for chart in RunChart.allCases {
      var tail = chart.document(all, lossName: lossName)
      guard !tail.series.isEmpty || from != nil || !marks.isEmpty else { continue }
      (tail.from, tail.marks) = (from, marks.isEmpty ? nil : marks)
      news.charts[chart.rawValue] = tail
    }
    news.filmFrom = from
    return news
  }

  private mutating func note(
    _ line: LoggedTrainingEvent, _ news: inout News, _ marks: inout [ChartDocument.Mark], _ from: inout Int?,
    last: RunPoint?
  ) {
    switch line.event {
    case .started(let start):
      isFirstEpoch = true
      guard start.step > 0 else { break }
      let epoch = Double(start.step) / Double(stepsPerEpoch)
      marks.append(ChartDocument.Mark(epoch: epoch, step: start.step, kind: "resume", text: "continued"))
      if !isFirstLook { from = start.step + 1 }
    case .checkpoint(let report):
      news.hasSnapshot = true
      guard let epoch = RunDirectory.epoch(ofCheckpoint: report.path) else { break }
      marks.append(
        ChartDocument.Mark(
          epoch: Double(epoch), step: epoch * stepsPerEpoch, kind: "snapshot", text: "snapshot of epoch \(epoch)"))
    case .epoch(let report):
      // The start before may have had several processes.
      news.ranks = RunRanks(report) ?? (isFirstEpoch ? RunRanks.none : news.ranks)
      isFirstEpoch = false
    case .warning, .validation, .step, .ended: break
    }
  }
}
