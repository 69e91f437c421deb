import Clusters
import Foundation
import Hourglass
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Processes with copies of the images notice one byte that differs, wherever it is.
@Suite struct ImageCopiesTests {
  /// The number of images: the fingerprint of a sample covers every second one.
  private static let count = 520

  private static func picture(_ index: Int) -> Picture {
    Picture(width: 8, height: 8, colour: .grey, filledWith: UInt8(index % 250))
  }

  /// Writes a folder of pictures, of which one has another level.
  @discardableResult
  private static func pictures(_ small: SmallRuns, _ name: String, changing changed: Int? = nil) throws -> String {
    for index in 0..<count {
      let level = UInt8(index % 250) + (index == changed ? 1 : 0)
      try small.folder.picture("\(name)/\(1000 + index).png", level: level, width: 8, height: 8, colour: .grey)
    }
    return small.folder(name)
  }

  /// Starts a run of a process for each folder.
  ///
  /// - Parameters:
  ///   - memory: The bytes of images that each process holds in memory.
  ///   - compared: The bytes of images that a process reads to compare them.
  ///   - others: The same for others than rank 0, where they have another number.
  private func train(
    _ small: SmallRuns, _ folders: [String], memory: [Int]? = nil, compared: Int = 1 << 30, others: Int? = nil
  ) throws {
    var settings = small.settings(1, epochs: 1)
    settings.training.batchSize = 260
    let shared = settings
    _ = try ThreadTeam.run(folders.count) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: 1), communicator: communicator)
      defer { executor.threads.close() }
      var settings = shared
      settings.data.dataset = folders[communicator.rank]
      var configuration = try settings.resolved()
      configuration.reading.comparedBytes = communicator.isFirst ? compared : others ?? compared
      var reading = configuration
      reading.reading.memoryLimit = memory?[communicator.rank] ?? 0
      let runs = communicator.isFirst ? small.folder("runs") : small.folder("others")
      let run = try Run(configuration, dataset: reading.loadDataset(environment: [:]), runs: runs)
      return try run.train(restart: true, executor: executor).outcome
    }
  }

  private func expectRefusal(
    _ text: String, _ small: SmallRuns, _ folders: [String], memory: [Int]? = nil, compared: Int = 1 << 30
  ) {
    let error = #expect(throws: RunError.self) {
      try train(small, folders, memory: memory, compared: compared)
    }
    #expect(error?.code == .otherSettings)
    for part in ["a process has other training images than process 0", text] {
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `one byte of one picture of a folder is noticed, and the same bytes train`() throws {
    let small = try SmallRuns()
    let first = try Self.pictures(small, "first")
    try train(small, [first, Self.pictures(small, "second")])
    let others = try Self.pictures(small, "others", changing: 301)
    expectRefusal("\(others)/1301.png", small, [first, others])
    #expect(throws: RunError.self) { try train(small, [others, first, first]) }
    expectRefusal("process 2 on test", small, [first, first, others])
  }

  @Test func `as many bytes as rank 0 says are compared by all`() throws {
    let small = try SmallRuns()
    let (first, second) = (try Self.pictures(small, "first"), try Self.pictures(small, "second"))
    try train(small, [first, second], compared: 0, others: 1 << 30)
    let others = try Self.pictures(small, "others", changing: 301)
    #expect(throws: RunError.self) { try train(small, [first, others], others: 0) }
  }

  @Test func `a picture that one host cannot read is noticed`() throws {
    let small = try SmallRuns()
    let (first, others) = (try Self.pictures(small, "first"), try Self.pictures(small, "others"))
    try small.folder.write([], "others/1301.png")
    expectRefusal("\(others)/1301.png", small, [first, others])
  }

  @Test func `images in memory are compared by their pixels, also with those on another host's disk`() throws {
    let small = try SmallRuns()
    let (first, second) = (try Self.pictures(small, "first"), try Self.pictures(small, "second"))
    let others = try Self.pictures(small, "others", changing: 301)
    for memory in [[1 << 20, 1 << 20], [1 << 20, 0], [0, 1 << 20]] {
      try train(small, [first, second], memory: memory)
      expectRefusal("\(others)/1301.png", small, [first, others], memory: memory)
    }
  }

  @Test func `one byte of one record of a database is noticed`() throws {
    let small = try SmallRuns()
    func database(_ name: String, changing changed: Int? = nil) throws -> String {
      try small.folder.database(
        (0..<Self.count).map { index in
          var pixels = [UInt8](repeating: UInt8(index % 250), count: 64)
          if index == changed { pixels[63] += 1 }
          return try datum(pixels, 1, 8, 8)
        }, name)
    }
    let first = try database("first")
    try train(small, [first, database("second")])
    expectRefusal("record 00000301", small, [first, try database("others", changing: 301)])
  }

  @Test func `beyond the limit the sizes of all pictures and the bytes of some are compared`() throws {
    let small = try SmallRuns()
    let first = try Self.pictures(small, "first")
    let others = try Self.pictures(small, "others", changing: 301)
    try train(small, [first, others], compared: 0)
    try small.folder.write(try bytes(of: "\(others)/1301.png") + [0], "others/1301.png")
    expectRefusal("\(others)/1301.png", small, [first, others], compared: 0)
    let sampled = try Self.pictures(small, "sampled", changing: 301)
    expectRefusal("\(sampled)/1301.png", small, [first, sampled], compared: 1 << 20)
  }
}
