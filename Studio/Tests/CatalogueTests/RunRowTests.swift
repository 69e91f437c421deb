import Foundation
import Hourglass
import Testing

import Catalogue

/// What the catalogue says of real runs.
@Suite struct RunRowTests {
  private let place: Place

  init() throws { place = try Place() }

  @Test func `a run that was trained has its metrics, settings, results and film in the index`() async throws {
    let run = try place.train("AE/first", epochs: 3)
    let catalogue = try await Catalogue.scanned(place.runs)
    let row = try await catalogue.run("AE~first")
    let overview = RunOverview(run.directory)
    let reports = overview.reports
    #expect((row.name, row.directory, row.group) == ("AE/first", run.directory.path, nil))
    #expect((row.state, row.progress, row.problem) == (.finished, 1, nil))
    #expect((row.epochs, row.epochsWanted, row.step, row.stepsWanted) == (3, 3, reports[2].step, reports[2].step))
    #expect((row.model, row.codeSize, row.parameters) == ("AE", 9, run.model.parameterCount))
    #expect(row.dataset == place("digits") && row.datasetPath == place("digits"))
    #expect(row.optimizer == "Adam, lr 0.001, batch 20")
    #expect(row.last.trainingLoss == reports[2].trainingLoss && row.last.psnr == reports[2].validation?.psnr)
    #expect(row.best.mse01 == reports.compactMap { $0.validation?.mse01 }.min())
    #expect(row.best.psnr == reports.compactMap { $0.validation?.psnr }.max())
    #expect(row.bestEpoch == reports.last { $0.isBest }?.epoch)
    #expect(row.validationResults == overview.results?.validation && row.testResults == overview.results?.test)
    #expect(row.sparkline == reports.map { $0.validation?.loss ?? $0.trainingLoss })
    #expect(row.seconds == reports.reduce(0) { $0 + $1.seconds })
    #expect(abs(row.created.timeIntervalSinceNow) < 600 && row.bytes > 1000)
    #expect(row.settings["model.code_size"] == "9" && row.settings["training.batch_size"] == "20")
    let strip = try #require(row.filmStrip)
    #expect(try Picture(path: "\(row.directory)/\(strip)").width == 3 * 10)
    #expect(strip == "images/film/" + (run.directory.filmStrip(step: reports[2].step) as NSString).lastPathComponent)
  }

  @Test func `a run is training while its lock is held, then unfinished, and has a name of three parts as its group`()
    async throws
  {
    let run = try place.train("sweep/AE/one", epochs: 3, stoppingAfter: 3)
    let catalogue = try await Catalogue.scanned(place.runs)
    var row = try await catalogue.run("sweep~AE~one")
    #expect((row.state, row.epochs, row.group) == (.unfinished, 1, "sweep"))
    #expect(row.remainingSeconds == nil && row.trainResults == nil)
    // As the process that trains does.
    let lock = open("\(run.directory.path)/.lock", O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    try RunNotes.change(of: run.directory) { try $0.set(group: "mine") }
    try await catalogue.scan()
    row = try await catalogue.run("sweep~AE~one")
    #expect((row.state, row.group, row.step, row.stepsWanted) == (.training, "mine", 3, 6))
    #expect(row.progress == 0.5 && row.remainingSeconds != nil)
    close(lock)
    try await catalogue.scan()
    #expect(try await catalogue.run("sweep~AE~one").state == .unfinished)
  }

  @Test func `a resumed run continues its row, and a log that was cut is read again`() async throws {
    try place.train("a", epochs: 4, stoppingAfter: 4)
    let catalogue = try await Catalogue.scanned(place.runs)
    let before = try await catalogue.run("a")
    #expect(before.epochs == 2)
    let run = try place.train("a", epochs: 4)
    try await catalogue.scan()
    let after = try await catalogue.run("a")
    #expect((after.epochs, after.state) == (4, .finished))
    #expect(Array(after.sparkline.prefix(2)) == before.sparkline && after.created == before.created)
    // Cut, and continued otherwise.
    let lines = try String(contentsOfFile: run.directory.metrics, encoding: .utf8).split(separator: "\n")
    let changed = lines[1].replacing(/"training_loss":[^,]*/, with: "\"training_loss\":123.5")
    try Data((lines[0] + "\n" + changed + "\n").utf8).write(to: URL(fileURLWithPath: run.directory.metrics))
    try await catalogue.scan()
    let cut = try await catalogue.run("a")
    #expect((cut.epochs, cut.last.trainingLoss, cut.sparkline.count) == (2, 123.5, 2))
    let fresh = try await Catalogue.scanned(place.runs).run("a")
    #expect(fresh == cut)
  }

  @Test func `a run that failed says why, and one whose file is damaged stays in the list`() async throws {
    let run = try place.train("a")
    let failure = TrainingEnd(.failed, step: 4, message: "the disk is full")
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let line = try encoder.encode(LoggedTrainingEvent(.ended(failure), elapsed: 1, time: 2))
    try (line + Data("\n".utf8)).write(to: URL(fileURLWithPath: run.directory.events))
    let catalogue = try await Catalogue.scanned(place.runs)
    var row = try await catalogue.run("a")
    #expect((row.state, row.failure) == (.failed, "the disk is full"))
    try place.write("model: [", "runs/a/run.yaml")
    try FileManager.default.removeItem(atPath: run.directory.events)
    try await catalogue.scan()
    row = try await catalogue.run("a")
    #expect(row.state == .unreadable && row.problem?.contains(run.directory.runFile) == true)
    #expect(row.epochs == 2)
  }

  @Test func `a damaged line of the log is a problem of the run until it is mended`() async throws {
    let run = try place.train("a", epochs: 3)
    let text = try String(contentsOfFile: run.directory.metrics, encoding: .utf8)
    let lines = text.split(separator: "\n")
    try place.write("\(lines[0])\n{\n\(lines[2])\n", "runs/a/metrics.jsonl")
    let catalogue = try await Catalogue.scanned(place.runs)
    let row = try await catalogue.run("a")
    #expect((row.epochs, row.state) == (3, .finished))
    #expect(row.problem?.contains("metrics.jsonl:2: the line is not an epoch") == true, "\(row.problem ?? "")")
    #expect(try await Catalogue.scanned(place.runs).run("a") == row)
    try place.write(text, "runs/a/metrics.jsonl")
    try await catalogue.scan()
    #expect(try await catalogue.run("a").problem == nil)
    try place.write("{", "runs/a/results.json")
    try await catalogue.scan()
    let problem = try await catalogue.run("a").problem
    #expect(problem?.contains("results.json: the results of the run cannot be read") == true)
  }

  @Test func `the history of a run has a row for each epoch, thinned only when asked`() async throws {
    try place.train("a", epochs: 2)
    try place.copy("a", to: ["many"], epochs: 101)
    let catalogue = try await Catalogue.scanned(place.runs)
    let all = try await catalogue.history("many")
    #expect(all.epoch == Array(1...101) && all.epochs == 101)
    #expect(all.psnr.count == 101 && all.psnr.allSatisfy { $0 != nil })
    let thin = try await catalogue.history("many", atMost: 5)
    #expect(thin.epoch == [1, 26, 51, 76, 101] && thin.epochs == 101)
    #expect(try await catalogue.run("many").sparkline.count <= 40)
    await #expect(throws: CatalogueError.self) { try await catalogue.history("none") }
    await #expect(throws: CatalogueError.self) { try await catalogue.history("..~..~etc") }
  }

  @Test func `the epochs of a history are those of the log, with fields of later versions and half a line`()
    async throws
  {
    let run = try place.train("a", epochs: 3)
    let reports = RunOverview(run.directory).reports
    var lines = try String(contentsOfFile: run.directory.metrics, encoding: .utf8).split(separator: "\n").map(
      String.init)
    lines[1] = lines[1].replacing(/^\{/, with: #"{"later":{"list":[1,{"deep":null}],"text":"a\"b"},"#)
    lines[2] = lines[2].replacing(/^\{/, with: #"{"later_number":-1.5e-3,"later_flag":false,"later_nothing":null,"#)
    let text = lines.joined(separator: "\n") + "\nnot JSON\n" + lines[0].prefix(40)
    try Data(text.utf8).write(to: URL(fileURLWithPath: run.directory.metrics))
    let history = try await Catalogue.scanned(place.runs).history("a")
    #expect(history.epoch == reports.map(\.epoch) && history.step == reports.map(\.step))
    #expect(history.trainingLoss == reports.map(\.trainingLoss) && history.isBest == reports.map(\.isBest))
    #expect(history.loss == reports.map { $0.validation?.loss } && history.mse == reports.map { $0.validation?.mse })
    #expect(history.mse01 == reports.map { $0.validation?.mse01 } && history.sse == reports.map { $0.validation?.sse })
    #expect(history.psnr == reports.map { $0.validation?.psnr } && history.wallSeconds == reports.map(\.wallSeconds))
    #expect(history.learningRate == reports.map(\.learningRate))
    #expect(history.gradientNorm == reports.map(\.gradientNorm))
    #expect(history.imagesPerSecond == reports.map(\.imagesPerSecond))
    #expect(history.residentBytes == reports.map(\.residentBytes))
  }
}
