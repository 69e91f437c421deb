import Foundation
import Hourglass
import Training

/// A run as it was read last: its row, and what shows whether its files have changed since.
struct ScannedRun: Sendable {
  var row: RunRow
  var stamps: RunStamps
  var curve: CurveDigest
  /// Every setting of its file; nil where they are in the index already.
  var settings: [String: String]?
}

/// Reads runs' folders.
struct RunReader: Sendable {
  private let models = ModelFacts.Cache()

  /// Reads what has changed of the run called `name` since `earlier`.
  func read(_ name: String, path: String, stamps: RunStamps, isTraining: Bool, earlier: ScannedRun?) -> ScannedRun {
    let directory = RunDirectory(path: path)
    var run =
      earlier
      ?? ScannedRun(
        row: RunRow(
          id: RunID.id(of: name), name: name, directory: path, created: .distantPast, modified: .distantPast),
        stamps: stamps, curve: CurveDigest())
    let old = earlier?.stamps
    let damage = run.curve.damage
    run.stamps = stamps
    run.settings = nil
    if stamps.metrics != old?.metrics || earlier == nil {
      if stamps.metrics == nil {
        run.curve = CurveDigest()
      } else {
        MetricsFile.read(directory.metrics, into: &run.curve)
      }
    }
    if stamps.runFile != old?.runFile || stamps.notes != old?.notes || earlier == nil {
      run.row.problem = nil
      readFile(directory, into: &run)
      readNotes(directory, into: &run.row)
    }
    if stamps.results != old?.results || earlier == nil { readResults(directory, into: &run.row) }
    if run.row.problem == damage { run.row.problem = nil }
    if stamps.metrics != old?.metrics || stamps.results != old?.results || earlier == nil {
      run.curve.damage = self.damage(directory, run)
    }
    run.row.problem = run.row.problem ?? run.curve.damage
    if stamps.film != old?.film || earlier == nil {
      run.row.filmStrip = directory.filmSteps.last.map {
        String(directory.filmStrip(step: $0).dropFirst(path.utf8.count + 1))
      }
    }
    // The size follows whatever a run writes but the events, of which there are many a minute.
    var now = stamps
    var before = old
    now.events = nil
    before?.events = nil
    if now != before || earlier == nil { run.row.bytes = DiskUsage.bytes(at: path) }
    run.row.modified = stamps.modified ?? run.row.modified
    fill(&run, directory, isTraining: isTraining)
    return run
  }

  private func readFile(_ directory: RunDirectory, into run: inout ScannedRun) {
    do {
      let file = try RunFile(path: directory.runFile)
      let texts = try RunFile.settingTexts(path: directory.runFile)
      let settings = Dictionary(texts.map { ($0.name, $0.text) }) { first, _ in first }
      run.settings = settings.filter { !$0.key.hasPrefix("record.") }
      let configuration = try file.settings.resolved()
      let facts = models.facts(of: directory, settings)
      run.row.model = configuration.model.title
      run.row.dataset = configuration.dataset
      run.row.datasetPath = file.history.compactMap(\.datasetPath).last ?? file.record["dataset_path"]
      run.row.optimizer = Self.words(configuration)
      run.row.lossName = file.record["loss"]
      run.row.parameters = file.record["parameters"].flatMap { Int($0) }
      run.row.codeSize = facts.codeSize
      run.row.seed = configuration.training.seed
      run.row.version = file.record["hourglass"]
      run.row.epochsWanted = configuration.training.epochs * facts.stages
    } catch {
      run.row.problem = "\(error)"
      run.row.epochsWanted = nil
      run.row.state = .unreadable
    }
  }

  /// Which lines of the log are no epochs, or that the results cannot be read; nil where nothing is damaged.
  private func damage(_ directory: RunDirectory, _ run: ScannedRun) -> String? {
    let hasBadResults = run.stamps.results != nil && run.row.resultsEpochs == nil
    // The sentence needs all lines, which are read again for a damaged log alone.
    return run.curve.isDamaged || hasBadResults ? RunOverview(directory).damage.first?.description : nil
  }

  private func readNotes(_ directory: RunDirectory, into row: inout RunRow) {
    var notes = RunNotes()
    do {
      notes = try RunNotes(of: directory)
    } catch {
      row.problem = row.problem ?? "\(error)"
    }
    (row.tags, row.note, row.isArchived) = (notes.tags, notes.note, notes.isArchived)
    row.group = notes.group(ofRun: row.name)
  }

  private func readResults(_ directory: RunDirectory, into row: inout RunRow) {
    let results = FileManager.default.contents(atPath: directory.results).flatMap {
      try? MetricsFile.decoder.decode(RunResults.self, from: $0)
    }
    (row.trainResults, row.validationResults, row.testResults) = (results?.train, results?.validation, results?.test)
    row.resultsEpochs = results?.epochs
  }

  /// Fills in what follows from the epochs, the events and the state.
  private func fill(_ run: inout ScannedRun, _ directory: RunDirectory, isTraining: Bool) {
    let curve = run.curve
    var row = run.row
    (row.epochs, row.step, row.bestEpoch) = (curve.epochs, curve.step, curve.bestEpoch)
    (row.last, row.best, row.sparkline) = (curve.last, curve.best, curve.sparkline)
    (row.learningRate, row.imagesPerSecond) = (curve.learningRate, curve.imagesPerSecond)
    (row.seconds, row.residentBytes) = (curve.seconds, curve.residentBytes)
    row.created =
      curve.started ?? FileStamp("\(directory.path)/.lock")?.date ?? run.stamps.runFile?.date ?? row.modified
    let events = run.stamps.events == nil ? nil : Training.TrainingProgress(eventsAt: directory.events)
    row.state = state(row, events, run.stamps, isTraining: isTraining)
    row.failure = row.state == .failed ? events?.end?.message : nil
    if let start = events?.start { row.stepsWanted = start.stepsPerEpoch * start.epochs }
    row.remainingSeconds = nil
    if isTraining {
      row.step = max(row.step, events?.step ?? 0)
      row.imagesPerSecond = events?.imagesPerSecond ?? row.imagesPerSecond
      row.remainingSeconds = events?.remainingSeconds
    }
    row.progress = progress(row)
    run.row = row
  }

  private func state(
    _ row: RunRow, _ events: Training.TrainingProgress?, _ stamps: RunStamps, isTraining: Bool
  ) -> RunState {
    if isTraining { return .training }
    if events?.end?.ending == .failed { return .failed }
    guard let wanted = row.epochsWanted else { return .unreadable }
    guard let done = row.resultsEpochs, let results = stamps.results else { return .unfinished }
    if done >= wanted { return .finished }
    // Training that stops for want of improvement writes results before all epochs are done.
    let isNewest = results.modified >= stamps.runFile?.modified ?? .min
    return isNewest && done >= row.epochs ? .finished : .unfinished
  }

  private func progress(_ row: RunRow) -> Double? {
    if row.state == .finished { return 1 }
    if row.state == .training, let wanted = row.stepsWanted, wanted > 0 {
      return min(1, Double(row.step) / Double(wanted))
    }
    return row.epochsWanted.flatMap { $0 > 0 ? min(1, Double(row.epochs) / Double($0)) : nil }
  }

  private static func words(_ configuration: RunConfiguration) -> String {
    var words = [configuration.optimizer.name, "lr \(configuration.optimizer.learningRate)"]
    if configuration.training.schedule.name != "fixed" { words.append(configuration.training.schedule.name) }
    words.append("batch \(configuration.training.batchSize)")
    return words.joined(separator: ", ")
  }
}
