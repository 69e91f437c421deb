import Files
import Foundation
import Hourglass
import TestSupport
import Testing

/// Runs and checkpoints of every released version are opened, measured, continued and started from.
@Suite struct ReleasedRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The run with this setting of epochs.
  private func run(_ released: ReleasedRun, epochs: Int? = nil) throws -> Run {
    let directory = try released.copied(to: folder)
    var settings = try RunFile(path: directory.runFile).settings
    settings.data.root = folder.path
    if let epochs { settings.training.epochs = epochs }
    let configuration = try settings.resolved()
    return try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder("runs"))
  }

  @Test(arguments: ReleasedRun.all)
  func `a run is opened and used without its data set`(_ released: ReleasedRun) throws {
    let directory = try released.copied(to: folder)
    try FileManager.default.removeItem(atPath: folder("images.npy"))
    #expect(try RunFile(path: directory.runFile).record["hourglass"] == released.version)
    let trained = try TrainedAutoencoder(run: directory.path)
    #expect(trained.epochs.map(\.epoch) == Array(1...released.epochs))
    let image = Picture(width: 8, height: 8, colour: .grey, bytes: (0..<64).map { UInt8(4 * $0) })
    #expect(try trained.reconstruct([image]).map(\.shape) == [trained.image])
    #expect(try trained.encode([image]).map(\.count) == [trained.codeSize])
    #expect(RunDirectory.all(in: folder("runs")).map(\.name) == [released.name])
    #expect(try RunSummary(name: released.name, directory).epochs == released.epochs)
  }

  @Test(arguments: ReleasedRun.all)
  func `its best checkpoint has the loss that the version wrote`(_ released: ReleasedRun) throws {
    let run = try run(released)
    let overview = RunOverview(run.directory)
    let best = try #require(overview.reports.last { $0.isBest }?.validation)
    if let results = overview.results { #expect(results.validation == best) }
    let measured = try run.evaluate(.validation, executor: SmallRuns.executor())
    #expect(abs(measured.mse - best.mse) < 1e-5 && abs(measured.psnr - best.psnr) < 1e-3)
    // A loss with noise is a mean over draws.
    #expect(abs(measured.loss - best.loss) < 1e-4 * max(1, best.loss))
  }

  @Test(arguments: ReleasedRun.all)
  func `training continues as it did in that version`(_ released: ReleasedRun) throws {
    let run = try run(released, epochs: released.settingOfEpochs)
    #expect(try run.train(executor: SmallRuns.executor()).outcome == .completed)
    let reports = RunOverview(run.directory).reports
    #expect(reports.map(\.epoch) == Array(1...released.laterEpochs))
    let loss = try #require(reports.last?.trainingLoss)
    #expect(abs(loss - released.laterLoss) < 1e-5 * max(1, released.laterLoss))
  }

  @Test(arguments: ReleasedRun.all)
  func `every checkpoint starts another run`(_ released: ReleasedRun) throws {
    let source = try run(released)
    let files = try FileManager.default.contentsOfDirectory(atPath: source.directory.checkpoints)
    #expect(files.count == 2)
    for file in files {
      var settings = try RunFile(path: source.directory.runFile).settings
      settings.data.root = folder.path
      settings.training.epochs = 1
      settings.name = "from-\(file)"
      settings.start.source = "\(source.directory.checkpoints)/\(file)"
      let configuration = try settings.resolved()
      let other = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder("runs"))
      #expect(try other.train(executor: SmallRuns.executor()).outcome == .completed, "\(file)")
    }
  }

  @Test func `notes, events and a film are read`() throws {
    let released = try #require(ReleasedRun.all.first { $0.name == "probabilistic" })
    let directory = try released.copied(to: folder)
    let notes = try RunNotes(of: directory)
    #expect((notes.tags, notes.note, notes.group) == (["paper"], "Two epochs by 0.1.0.", "small"))
    var reader = EventReader<LoggedTrainingEvent>(path: directory.events)
    #expect(try reader.read().events.last?.event == .ended(TrainingEnd(.completed, step: 8)))
    #expect(try RunFilm(TrainedRun.open(directory, runs: folder("runs"))).steps == [4, 8])
  }
}
