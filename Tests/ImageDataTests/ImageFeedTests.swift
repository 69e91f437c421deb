import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Synchronization
import Testing

/// Images read one by one, some of which cannot be; counts who reads.
private final class BrokenImages: ImageSource {
  struct Damage: Error, CustomStringConvertible {
    let description: String
  }

  let name = "broken"
  let source: String? = nil
  let shape = ImageShape(channels: 3, height: 2, width: 5)
  let count: Int
  let labels: [Int32]?
  let bad: Set<Int>
  let fingerprint = "00000000"
  let reads = Mutex(0)

  init(count: Int, bad: Set<Int> = []) {
    (self.count, self.bad) = (count, bad)
    labels = (0..<Int32(count)).map { $0 * 3 }
  }

  static func byte(_ index: Int, _ place: Int) -> UInt8 { UInt8((index * 31 + place * 7) % 251) }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    reads.withLock { $0 += 1 }
    guard !bad.contains(index) else { throw Damage(description: "image \(index) is damaged") }
    for place in pixels.indices { pixels[place] = Self.byte(index, place) }
  }
}

@Suite struct ImageFeedTests {
  /// What a feed delivers: the index of each image, found by its pixels and label.
  private func delivered(_ feed: ImageFeed) throws -> [[Int]] {
    var all: [[Int]] = []
    while let batch = try feed.take() {
      let labels = try #require(batch.labels)
      #expect(labels.count == batch.count)
      all.append(
        zip(batch.indices, labels).map { place, label in
          let index = Int(label) / 3
          #expect(batch.bytes(place) == (0..<30).map { BrokenImages.byte(index, $0) })
          return index
        })
    }
    return all
  }

  private func reading(threads: Int, ahead: Int = 4, policy: BadImagePolicy = .skip) -> ImageReading {
    var reading = ImageReading()
    (reading.threads, reading.batchesAhead, reading.onBadImage) = (threads, ahead, policy)
    return reading
  }

  @Test(arguments: [(1, 0), (1, 1), (2, 4), (7, 3)], [1, 3, 16, 100, 103, 200])
  func `batches come in order whoever reads them`(_ reading: (threads: Int, ahead: Int), batchSize: Int) throws {
    let source = BrokenImages(count: 103)
    let batches = Batches(shuffling: ImageSubset(source), batchSize: batchSize, seed: 5, epoch: 2)
    let feed = ImageFeed(
      source, batches[...], reading: self.reading(threads: reading.threads, ahead: reading.ahead))
    #expect(try delivered(feed) == batches.map { $0.map(Int.init) })
    #expect(source.reads.withLock { $0 } == 103)
    #expect(try feed.take() == nil)
  }

  @Test func `a pass goes on from its middle`() throws {
    let source = BrokenImages(count: 50)
    let batches = Batches(shuffling: ImageSubset(source), batchSize: 8, seed: 1, epoch: 0)
    let feed = ImageFeed(source, batches[3...], reading: reading(threads: 2))
    #expect(try delivered(feed) == batches[3...].map { $0.map(Int.init) })
    #expect(source.reads.withLock { $0 } == 50 - 24)
  }

  @Test func `no more is read ahead than was asked for`() throws {
    let source = BrokenImages(count: 1000)
    let batches = Batches(inOrder: ImageSubset(source), batchSize: 10)
    let feed = ImageFeed(source, batches[...], reading: reading(threads: 2, ahead: 3), holding: 2)
    // Two held batches and three ahead are all the memory there is.
    let held = [try feed.take(), try feed.take()]
    withExtendedLifetime(held) {
      for _ in 0..<60_000 where source.reads.withLock({ $0 }) < 50 { usleep(1000) }
      usleep(20000)
      #expect(source.reads.withLock { $0 } == 50)
    }
  }

  @Test func `images that cannot be read are missing, and named once`() throws {
    let source = BrokenImages(count: 20, bad: [0, 7, 8, 9, 10, 11])
    let log = BadImageLog()
    let batches = Batches(inOrder: ImageSubset(source), batchSize: 4)
    let expected = [[1, 2, 3], [4, 5, 6], [], [12, 13, 14, 15], [16, 17, 18, 19]]
    for _ in 0..<2 {
      #expect(
        try delivered(ImageFeed(source, batches[...], reading: reading(threads: 3), badImages: log)) == expected)
    }
    #expect(log.images.map(\.title).sorted() == [0, 10, 11, 7, 8, 9].map { "broken, image \($0)" }.sorted())
    #expect(log.images.contains(BadImage(title: "broken, image 8", reason: "image 8 is damaged")))
    let feed = ImageFeed(source, batches[...], reading: reading(threads: 1))
    var counts: [Int] = []
    while let batch = try feed.next() { counts.append(batch.count) }
    #expect(counts == [3, 3, 4, 4], "an empty batch is passed over")
  }

  @Test func `the next batch can be seen before it is taken, once it is read`() throws {
    let source = BrokenImages(count: 20, bad: [0, 13])
    let batches = Batches(inOrder: ImageSubset(source), batchSize: 4)
    for policy in [BadImagePolicy.skip, .fail] {
      let feed = ImageFeed(
        source, batches[(policy == .fail ? 1 : 0)...], reading: reading(threads: 2, policy: policy), holding: 2)
      for first in stride(from: policy == .fail ? 4 : 0, to: 20, by: 4) {
        var seen: [Int32]?
        while seen == nil, !(policy == .fail && first == 12) {
          seen = feed.peek().map { Array($0.images) }
          usleep(100)
        }
        if policy == .fail, first == 12 {
          for _ in 0..<50 {
            #expect(feed.peek() == nil)
            usleep(100)
          }
          #expect(throws: BrokenImages.Damage.self) { try feed.take() }
        } else {
          let wanted = (Int32(first)..<Int32(first) + 4).filter { $0 != 0 && $0 != 13 }
          #expect(seen == wanted)
          #expect(feed.peek().map { Array($0.images) } == wanted)
          #expect(try feed.take().map { Array($0.images) } == wanted)
        }
      }
      #expect(feed.peek() == nil)
      #expect(try feed.take() == nil)
    }
  }

  @Test func `an image that cannot be read ends the pass where that is asked for`() throws {
    let source = BrokenImages(count: 20, bad: [6])
    let batches = Batches(inOrder: ImageSubset(source), batchSize: 4)
    let feed = ImageFeed(source, batches[...], reading: reading(threads: 2, policy: .fail))
    #expect(try feed.take()?.count == 4)
    #expect(throws: BrokenImages.Damage.self) { try feed.take() }
  }

  @Test func `a feed that is let go stops its threads`() throws {
    let source = BrokenImages(count: 100_000)
    let batches = Batches(inOrder: ImageSubset(source), batchSize: 10)
    for _ in 0..<20 {
      let feed = ImageFeed(source, batches[...], reading: reading(threads: 2))
      _ = try feed.take()
    }
    #expect(source.reads.withLock { $0 } <= 20 * 10 * 10)
  }

  @Test func `a small source is brought into memory, a large one is not`() throws {
    let source = BrokenImages(count: 64)
    var reading = reading(threads: 3)
    let set = try #require(try reading.loaded(source, badImages: BadImageLog()) as? ImageSet)
    #expect(set.labels == source.labels)
    for index in 0..<64 { #expect(try set.pixels(at: index) == (0..<30).map { BrokenImages.byte(index, $0) }) }
    reading.memoryLimit = 64 * 30 - 1
    #expect(try reading.loaded(source, badImages: BadImageLog()) === source)
  }

  @Test func `bad images are no part of what is in memory, or all named in one error`() throws {
    let source = BrokenImages(count: 40, bad: [3, 39])
    let log = BadImageLog()
    let set = try #require(try reading(threads: 2).loaded(source, badImages: log) as? ImageSet)
    #expect(set.unreadable == [3, 39])
    #expect(ImageSubset(set).indices == (0..<40).filter { ![3, 39].contains($0) })
    #expect(try set.pixels(at: 3) == [UInt8](repeating: 0, count: 30))
    #expect(try set.pixels(at: 4) == (0..<30).map { BrokenImages.byte(4, $0) })
    #expect(set.fingerprint == source.sampledFingerprint)
    #expect(log.images.count == 2)
    let error = try #require(throws: DatasetError.self) {
      try reading(threads: 2, policy: .fail).loaded(source, badImages: log)
    }
    #expect(error.code == .badImages)
    #expect(error.description.contains("2 of 40 images cannot be read"))
    #expect(error.description.contains("broken, image 3: image 3 is damaged"))
    #expect(error.description.contains("broken, image 39"))
    let hopeless = BrokenImages(count: 3, bad: [0, 1, 2])
    #expect(throws: DatasetError.self) { try reading(threads: 1).loaded(hopeless, badImages: log) }
  }
}
