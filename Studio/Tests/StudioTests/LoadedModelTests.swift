import Foundation
import HTTPTypes
import Hourglass
import Testing
import Web

@testable import Studio

/// Models that stay loaded.
@Suite struct LoadedModelTests {
  private static let shape = ImageShape(channels: 1, height: 8, width: 8)
  private static let picture = Picture(
    width: 8, height: 8, colour: .grey, bytes: (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 3) })

  private func small(_ codeSize: Int = 4) -> AE {
    var model = AE()
    model.codeSize = codeSize
    return model
  }

  @Test func `a loaded model gives what the library gives`() async throws {
    let place = try DataSetPlace()
    let directory = try place.begin("one", small(), shape: Self.shape)
    let models = LoadedModels(runs: place.runs)
    let model = try await models.model(in: directory.path)
    #expect(model.checkpoint.name == "best.safetensors")
    #expect(model.checkpoint.note?.contains("not finished") == true)
    let trained = try TrainedRun.open(directory, runs: place.runs)
    let executor = try DataSetPlace.executor()
    let images = try trained.images([Self.picture, Self.picture, Self.picture])
    let expected = try trained.reconstructed(images, executor: executor)
    let codes = try trained.codes(of: images, executor: executor).codes
    let found = try await model { model in
      let images = try model.images([Self.picture, Self.picture, Self.picture])
      let codes = try model.encode(images)
      return (
        pixels: try model.pixels(of: images), reconstructions: try model.reconstruct(images), codes: codes,
        decoded: try model.decode(codes), size: try model.codeSize(),
        again: try model.encode(model.images(pixels: model.pixels(of: images))),
        layer: try model.encode(images, layer: "encoder relu"), evaluation: try model.evaluate(images)
      )
    }
    #expect(found.pixels == expected.originals)
    #expect(found.reconstructions == expected.reconstructions)
    #expect(found.codes == codes && found.size == 4)
    #expect(zip(found.again, codes).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(found.layer == codes)
    #expect(zip(found.decoded, found.reconstructions).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(abs((found.evaluation?.mse01 ?? 0) - expected.errors[0]) < 1e-6)
    await #expect(throws: WebError.self) { try await model { try $0.decode([1, 2, 3]) } }
    await #expect(throws: WebError.self) { try await model { try $0.encode($0.images([Self.picture]), layer: "no") } }
  }

  @Test(.timeLimit(.minutes(30))) func `a model that nobody uses is released, one that is held is not`() async throws {
    let place = try DataSetPlace()
    let run = try place.begin("run", small(), shape: Self.shape).path
    let models = LoadedModels(runs: place.runs, lifetime: .milliseconds(20), threads: 1)
    var held: ModelHandle? = try await models.model(in: run)
    try await Task.sleep(for: .milliseconds(100))
    #expect(await models.usage.models == 1)
    #expect(try await held?.callAsFunction { try $0.codeSize() } == 4)
    held = nil
    while await models.usage.models > 0 { try await Task.sleep(for: .milliseconds(5)) }
    // It is loaded again when it is asked for.
    _ = try await models.model(in: run)
    while await models.usage.models > 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test(.timeLimit(.minutes(30))) func `images that pages showed are closed once nobody looks at them`() async throws {
    let images = OpenedImages(lifetime: .milliseconds(20))
    let pixels = PixelImages([Float](repeating: 0, count: 64), shape: Self.shape, labels: nil)
    _ = try images.images("a") { ImageSubset(pixels, reading: ImageReading()) }
    #expect(images.count == 1)
    while images.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `models take no more memory than is allowed, and those used last stay`() async throws {
    let place = try DataSetPlace()
    let runs = try (0..<3).map { try place.begin("run-\($0)", small(), shape: Self.shape).path }
    let unbounded = LoadedModels(runs: place.runs, threads: 1)
    var bytes = 0
    for run in runs {
      let model = try await unbounded.model(in: run)
      _ = try await model { try $0.reconstruct($0.images([Self.picture])) }
      bytes = await unbounded.usage.bytes
    }
    #expect(await unbounded.usage.models == 3)
    let models = LoadedModels(runs: place.runs, maxBytes: bytes * 2 / 3 + 64, threads: 1)
    for run in runs + [runs[1]] {
      let model = try await models.model(in: run)
      _ = try await model { try $0.reconstruct($0.images([Self.picture])) }
    }
    await models.trim()
    var usage = await models.usage
    #expect(usage.models == 2 && usage.bytes <= models.maxBytes)
    // A model that somebody holds stays, however little is allowed.
    let none = LoadedModels(runs: place.runs, maxBytes: 0, threads: 1)
    let held = try await none.model(in: runs[0])
    _ = try await none.model(in: runs[1])
    await none.trim()
    usage = await none.usage
    #expect(usage.models == 1)
    #expect(try await held { try $0.codeSize() } == 4)
  }

  @Test func `a checkpoint that is replaced is loaded again, and a handle keeps the old one`() async throws {
    let place = try DataSetPlace()
    let directory = try place.begin("one", small(), shape: Self.shape)
    let models = LoadedModels(runs: place.runs)
    let first = try await models.model(in: directory.path)
    let before = try await first { try $0.encode($0.images([Self.picture])) }
    try place.begin("one", small(), shape: Self.shape, seed: 7)
    let second = try await models.model(in: directory.path)
    #expect(try await second { try $0.encode($0.images([Self.picture])) } != before)
    #expect(try await first { try $0.encode($0.images([Self.picture])) } == before)
    let third = try await models.model(in: directory.path)
    #expect(third.checkpoint == second.checkpoint)
    #expect(await models.usage.models == 2)
  }

  @Test func `work on one model is done piece by piece, and not on the threads of others`() async throws {
    let place = try DataSetPlace()
    let directory = try place.begin("one", small(), shape: Self.shape)
    let models = LoadedModels(runs: place.runs)
    let model = try await models.model(in: directory.path)
    let counter = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await model { model in
            counter.begin()
            _ = try model.reconstruct(model.images([Self.picture]))
            counter.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(counter.most == 1)
    #expect(counter.names == ["model"])
  }

  @Test func `runs that cannot be used are refused in a sentence`() async throws {
    let place = try DataSetPlace()
    let models = LoadedModels(runs: place.runs)
    func refusal(_ directory: String, _ snapshot: String? = nil) async -> WebError? {
      do {
        _ = try await models.model(in: directory, snapshot: snapshot)
        return nil
      } catch {
        return error as? WebError
      }
    }
    let empty = try place.begin("empty", small(), shape: Self.shape)
    try FileManager.default.removeItem(atPath: empty.bestCheckpoint)
    let none = await refusal(empty.path)
    #expect(none?.status.code == 409 && none?.message.contains("no checkpoint yet") == true)
    #expect(await refusal("\(place.runs)/gone")?.status.code == 404)
    let one = try place.begin("one", small(), shape: Self.shape)
    #expect(await refusal(one.path, "epoch-00009")?.status.code == 404)
    #expect(await refusal(one.path, "best") == nil)
    try Data("nothing".utf8).write(to: URL(fileURLWithPath: one.bestCheckpoint))
    let damaged = await refusal(one.path)
    #expect((400..<500).contains(damaged?.status.code ?? 0) && damaged?.message.contains("checkpoint") == true)
    let diverged = try place.diverge("nan", small(), shape: Self.shape)
    let wrong = await refusal(diverged.path)
    #expect((400..<500).contains(wrong?.status.code ?? 0) && wrong?.message.contains("not finite") == true)
    #expect(await models.usage.bytes == 0)
  }

  /// How many do something at the same time, and on which threads.
  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var now = 0
    private(set) var most = 0
    private(set) var names: Set<String> = []

    func begin() {
      lock.withLock {
        now += 1
        most = max(most, now)
        names.insert(Thread.current.name ?? "")
      }
    }

    func end() { lock.withLock { now -= 1 } }
  }
}

extension DataSetPlace {
  /// Makes the run called `name` with a parameter that is not a number.
  func diverge(_ name: String, _ model: any ModelConfiguration, shape: ImageShape) throws -> RunDirectory {
    let directory = try begin(name, model, shape: shape)
    let traced = try TracedModel(model, image: shape)
    let executor = try Self.executor()
    let state = TrainingState(traced, optimizer: try OptimizerConfiguration("Adam"), seed: 0, executor: executor)
    executor.fill(state.parameters, with: .nan, ranges: [3..<4])
    try Checkpoint.write(state, table: traced.parameters, to: directory.bestCheckpoint)
    return directory
  }
}
