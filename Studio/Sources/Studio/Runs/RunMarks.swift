import Foundation
import Hourglass

/// What happened in a run, for its charts: snapshots, drops of the learning rate, continued starts.
enum RunMarks {
  /// The marks of the run in `directory`.
  static func marks(
    _ directory: RunDirectory, _ points: [RunPoint], _ events: RunEvents, _ files: RunFileStore
  ) -> [ChartDocument.Mark] {
    snapshots(directory, points) + drops(points) + resumes(directory, points, events, files)
  }

  private static func snapshots(_ directory: RunDirectory, _ points: [RunPoint]) -> [ChartDocument.Mark] {
    directory.epochCheckpoints.compactMap { path in
      guard let epoch = RunDirectory.epoch(ofCheckpoint: path),
        let point = points.first(where: { $0.epoch == Double(epoch) })
      else { return nil }
      return ChartDocument.Mark(
        epoch: point.epoch, step: point.step, kind: "snapshot", text: "snapshot of epoch \(epoch)")
    }
  }

  /// A rate that was the same for two epochs and then falls by a fifth or more has been dropped; smooth schedules fall
  /// from epoch to epoch.
  private static func drops(_ points: [RunPoint]) -> [ChartDocument.Mark] {
    zip(points, zip(points.dropFirst(), points.dropFirst(2))).compactMap { first, others in
      let (before, after) = others
      guard let old = before.learningRate, let new = after.learningRate, new > 0, new < old * 0.8,
        first.learningRate == old
      else { return nil }
      return ChartDocument.Mark(
        epoch: before.epoch, step: before.step, kind: "learning-rate", text: "learning rate \(Figures.number(new))")
    }
  }

  private static func resumes(
    _ directory: RunDirectory, _ points: [RunPoint], _ events: RunEvents, _ files: RunFileStore
  ) -> [ChartDocument.Mark] {
    let history = files.file(directory.runFile)?.history ?? []
    var marks = history.compactMap { entry -> ChartDocument.Mark? in
      guard entry.epoch > 0, let point = points.first(where: { $0.epoch == Double(entry.epoch) }) else { return nil }
      let what = entry.epochs.map { "continued to epoch \($0)" } ?? "continued"
      return ChartDocument.Mark(epoch: point.epoch, step: point.step, kind: "resume", text: what)
    }
    if let start = events.start, start.step > 0, !marks.contains(where: { $0.step == start.step }) {
      marks.append(
        ChartDocument.Mark(
          epoch: Double(start.step) / Double(max(start.stepsPerEpoch, 1)), step: start.step, kind: "resume",
          text: "continued"))
    }
    return marks
  }
}
