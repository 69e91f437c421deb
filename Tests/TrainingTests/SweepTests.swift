import Foundation
import Hourglass
import TestSupport
import Testing

/// Run files whose fields hold lists.
@Suite struct SweepTests {
  private func sweep(_ yaml: String) throws -> Sweep {
    let folder = try TemporaryFolder()
    try Data(yaml.utf8).write(to: URL(fileURLWithPath: folder("sweep.yaml")))
    return try Sweep(path: folder("sweep.yaml"))
  }

  private static let grid = """
    model: {name: AE, code_size: [4, 8]}
    data: {dataset: mnist}
    optimizer: {name: Adam, learning_rate: [1e-3, 1e-4, 1e-5]}
    training: {epochs: 2}
    """

  @Test func `every combination of the lists is a run of its own, the last list fastest`() throws {
    let sweep = try sweep(Self.grid)
    #expect(sweep.isSweep)
    #expect(
      sweep.points.map(\.values) == [
        ["code_size=4", "learning_rate=1e-3"], ["code_size=4", "learning_rate=1e-4"],
        ["code_size=4", "learning_rate=1e-5"], ["code_size=8", "learning_rate=1e-3"],
        ["code_size=8", "learning_rate=1e-4"], ["code_size=8", "learning_rate=1e-5"],
      ])
    let configurations = try sweep.settings(overriddenBy: RunSettings()).map { try $0.resolved() }
    #expect(configurations.map(\.optimizer.learningRate) == [1e-3, 1e-4, 1e-5, 1e-3, 1e-4, 1e-5])
    let names = try configurations.map { try $0.runName(datasetTitle: "MNIST") }
    #expect(Set(names).count == 6)
    #expect(names[1] == "AE/MNIST_Adam_lr=0.0001_code_size=4")
    #expect(try Sweep(yaml: Self.grid, path: "grid.yaml").points.map(\.values) == sweep.points.map(\.values))
  }

  @Test func `a file without lists is one run`() throws {
    let sweep = try sweep("model: {name: AE}\ndata: {dataset: mnist}\n")
    #expect(!sweep.isSweep)
    #expect(sweep.points.count == 1)
  }

  @Test func `what a made name leaves out is added to it, and a given name gains all`() throws {
    let sweep = try sweep("model: {name: AE}\ndata: {dataset: mnist}\ntraining: {batch_size: [16, 32]}\n")
    let made = try sweep.settings(overriddenBy: RunSettings()).map {
      try $0.resolved().runName(datasetTitle: "MNIST")
    }
    #expect(made == ["AE/MNIST_Adam_lr=0.001_batch_size=16", "AE/MNIST_Adam_lr=0.001_batch_size=32"])
    var flags = RunSettings()
    flags.name = "mine"
    let given = try sweep.settings(overriddenBy: flags).map { try $0.resolved().runName(datasetTitle: "MNIST") }
    #expect(given == ["mine_batch_size=16", "mine_batch_size=32"])
  }

  @Test func `each run of a text has a run file of its own, and more runs than allowed are refused`() throws {
    let sweep = try Sweep(yaml: Self.grid, path: "grid")
    let single = try sweep.points.map { try RunFile(yaml: $0.runFile, path: "point").settings }
    #expect(single.map { $0.modelFields["code_size"] } == sweep.points.map { $0.settings.modelFields["code_size"] })
    #expect(try single.map { try $0.resolved().optimizer.learningRate } == [1e-3, 1e-4, 1e-5, 1e-3, 1e-4, 1e-5])
    #expect(throws: RunFileError.self) { try Sweep(yaml: Self.grid, path: "grid", maxPoints: 5) }
  }

  @Test func `a sample is drawn from the seed alone and keeps the order`() throws {
    var (first, again, other) = (try sweep(Self.grid), try sweep(Self.grid), try sweep(Self.grid))
    let all = first.points.map(\.values)
    first.sample(3, seed: 1)
    again.sample(3, seed: 1)
    other.sample(3, seed: 2)
    #expect(first.points.map(\.values) == again.points.map(\.values))
    #expect(first.points.count == 3)
    let places = first.points.compactMap { all.firstIndex(of: $0.values) }
    #expect(places == places.sorted() && Set(places).count == 3)
    #expect(other.points.map(\.values) != first.points.map(\.values))
  }

  @Test func `a mistake in any of the runs is found before the first`() throws {
    let error = #expect(throws: RunFileError.self) {
      try sweep("model: {name: AE}\ndata: {dataset: mnist}\ntraining: {batch_size: [16, -2]}\n")
    }
    #expect("\(try #require(error))".contains("batch_size"))
  }

  @Test func `the values of a multistep schedule are no sweep`() throws {
    let sweep = try sweep(
      "model: {name: AE}\ndata: {dataset: mnist}\nschedule: {name: multistep, values: [50, 85]}\n")
    #expect(sweep.points.count == 1)
    let schedule = try sweep.settings(overriddenBy: RunSettings())[0].resolved().training.schedule
    #expect(schedule.arguments["values"] == [50.0, 85.0])
  }
}
