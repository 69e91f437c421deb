import Foundation
import Hourglass
import Testing

@testable import Catalogue

/// The epochs that are held of logs.
@Suite struct EpochHistoryTests {
  private let place: Place

  init() throws { place = try Place() }

  private func line(_ epoch: Int) -> String {
    let loss = 1 / Double(epoch)
    return #"{"epoch":\#(epoch),"step":\#(epoch * 2),"training_loss":\#(loss),"seconds":0.5,"is_best":true}"# + "\n"
  }

  @Test func `what is held of a log of 10,000 epochs is bounded, and it is read line by line`() async throws {
    let run = try place.train("a")
    let catalogue = try await Catalogue.scanned(place.runs)
    let log = run.directory.metrics
    try Data().write(to: URL(fileURLWithPath: log))
    let file = try #require(FileHandle(forWritingAtPath: log))
    for start in stride(from: 1, to: 10_000, by: 500) {
      try file.write(contentsOf: Data((start..<start + 500).map(line).joined().utf8))
      let history = try await catalogue.history("a")
      #expect(history.epochs == start + 499 && history.epoch.first == 1 && history.epoch.last == start + 499)
      #expect(history.epoch.count <= EpochHistory.maxEpochs + 2)
      #expect(history.epoch.count >= min(start + 499, EpochHistory.maxEpochs / 2))
      #expect(history.epoch == history.epoch.sorted() && Set(history.epoch).count == history.epoch.count)
      #expect(zip(history.epoch, history.step).allSatisfy { $1 == 2 * $0 })
      #expect(catalogue.histories.heldCount <= EpochHistory.maxEpochs + 20)
    }
    // Another log has begun.
    try Data((1...3).map(line).joined().utf8).write(to: URL(fileURLWithPath: log))
    #expect(try await catalogue.history("a").epoch == [1, 2, 3])
  }

  @Test func `of a long log the epochs of checkpoints are there, too`() async throws {
    let run = try place.train("a")
    let catalogue = try await Catalogue.scanned(place.runs)
    try Data((1...5000).map(line).joined().utf8).write(to: URL(fileURLWithPath: run.directory.metrics))
    for epoch in [778, 4998] {
      try place.write("", "runs/a/checkpoints/epoch-\(epoch < 1000 ? "00" : "0")\(epoch).safetensors")
    }
    for _ in 0..<2 {
      let history = try await catalogue.history("a")
      #expect(history.epoch.contains(778) && history.epoch.contains(4998) && history.epoch.count < 2010)
      #expect(!history.epoch.contains(780) && history.epochs == 5000)
      #expect(history.trainingLoss[try #require(history.epoch.firstIndex(of: 778))] == 1 / 778.0)
    }
  }
}
