import Clusters
import Testing

@Suite struct ScalingModelTests {
  /// 20 MB of gradient, 100 ms a step, over 10 Gbit/s.
  private let model = ScalingModel(
    computing: 0.1, gradientBytes: 2e7, shortMessages: 2,
    link: LinkMeasurement(ranks: 2, latency: 1e-5, bandwidth: 1.25e9, adding: 1e-10))

  @Test func `one process does not communicate`() {
    let alone = model.prediction(ranks: 1, batches: .shared)
    #expect((alone.seconds, alone.efficiency) == (0.1, 1))
  }

  @Test func `every process updates all parameters`() {
    var updating = model
    updating.updating = 0.02
    #expect(abs(updating.prediction(ranks: 8, batches: .shared).computing - 0.03) < 1e-12)
    #expect(updating.prediction(ranks: 8, batches: .growing).computing == 0.1)
    #expect(updating.prediction(ranks: 1, batches: .shared).seconds == 0.1)
  }

  @Test func `terms of a gradient move in double precision, and sums in single, less the own slice`() {
    // Rounds of the short messages and of the wait, two messages to each other process, 7/8 of the bytes, adding.
    let messages: Double = 3 * 3e-5 + 14e-5
    let moved: Double = 3.5e7
    let expected = messages + (moved + moved / 2) / 1.25e9 + moved * 1e-10
    #expect(abs(model.prediction(ranks: 8, batches: .shared).communicating - expected) < 1e-12)
  }

  @Test func `a short gradient is collected whole`() {
    var short = model
    short.exchanges = [ScalingModel.Exchange(bytes: 1000, after: 1)]
    let rounds: Double = 3 * 3e-5
    let bytes: Double = 7 * 1000
    let expected = rounds + bytes / 1.25e9 + bytes * 1e-10
    #expect(abs(short.prediction(ranks: 8, batches: .shared).communicating - expected) < 1e-12)
  }

  @Test func `a sum takes place while further terms are computed`() {
    var parts = model
    parts.exchanges = [0.5, 0.9].map { ScalingModel.Exchange(bytes: 1e7, after: $0, before: 0.9) }
    parts.shortMessages = 0
    for bandwidth in [1.25e9, 1.25e7] {
      parts.link.bandwidth = bandwidth
      var half = parts
      half.exchanges = [ScalingModel.Exchange(bytes: 1e7, after: 1)]
      let seconds = half.prediction(ranks: 8, batches: .growing).communicating
      // The first half is summed before the second is there; with a slow connection the second waits for it.
      let expected = seconds < 0.04 ? seconds : 2 * seconds - 0.04
      #expect(abs(parts.prediction(ranks: 8, batches: .growing).communicating - expected) < 1e-12)
    }
  }

  @Test func `slices move once, after the samples of all`() {
    var divided = model
    divided.exchanges = [
      ScalingModel.Exchange(.samples, bytes: 1e6, after: 0.5, before: 0.5),
      ScalingModel.Exchange(.slices, bytes: 2e7, after: 1),
    ]
    let message: Double = 3 * 1e-5 + 7e-5
    let moved: Double = 0.875 * 2.1e7
    let expected = 2 * message + moved / 1.25e9 + 2 * 3 * 1e-5
    #expect(abs(divided.prediction(ranks: 8, batches: .shared).communicating - expected) < 1e-12)
    // The slices start with the samples, and move while the rest is computed.
    divided.exchanges[1].after = 0.5
    let hidden = divided.prediction(ranks: 8, batches: .shared).communicating
    #expect(abs(hidden - (expected - 0.5 * 0.1 / 8)) < 1e-12)
    // With 64 processes, each with a batch of its own, the samples are more than twice the weights: a sum of numbers in
    // double precision.
    var summed = model
    summed.exchanges = [ScalingModel.Exchange(bytes: 4e7, after: 0.5)]
    for (ranks, isSummed) in [(32, false), (64, true)] {
      let same =
        divided.prediction(ranks: ranks, batches: .growing).communicating
        == summed.prediction(ranks: ranks, batches: .growing).communicating
      #expect(same == isSummed)
    }
  }

  @Test func `samples move while other values are computed, until they are needed`() {
    var early = model
    (early.computing, early.shortMessages) = (0.8, 0)
    let message: Double = 3 * 1e-5 + 7e-5
    let seconds: (Double) -> Double = { message + 0.875 * $0 / 1.25e9 }
    early.exchanges = [
      ScalingModel.Exchange(.samples, bytes: 2e7, after: 0.1, before: 0.6),
      ScalingModel.Exchange(.samples, bytes: 1e7, after: 0.5, before: 0.6),
      ScalingModel.Exchange(.slices, bytes: 4e7, after: 0.7),
    ]
    // 14 ms of the first, from 10 ms of 100 on; the second is there before 60 ms; 28 ms of the slices begin at 70 ms.
    #expect(early.prediction(ranks: 8, batches: .shared).communicating == 0)
    early.exchanges[1].after = 0.57
    early.exchanges[2].after = 0.9
    // Of 7 ms of the second 4 are waited for, which all that follows is later by, and 18 ms of the slices.
    let second = 0.057 + seconds(1e7) - 0.06
    let expected = second + 0.09 + seconds(4e7) - 0.1
    #expect(abs(early.prediction(ranks: 8, batches: .shared).communicating - expected) < 1e-12)
  }

  @Test func `efficiency falls with processes, and less so where the batch grows`() {
    for batches in [ScalingModel.Batches.shared, .growing] {
      let predicted = ScalingModel.ranks.map { model.prediction(ranks: $0, batches: batches).efficiency }
      #expect(predicted == predicted.sorted(by: >))
    }
    let (shared, growing) = (
      model.prediction(ranks: 64, batches: .shared), model.prediction(ranks: 64, batches: .growing)
    )
    #expect(shared.efficiency < growing.efficiency)
    #expect(abs(shared.communicating - growing.communicating) < 1e-12)
  }

  @Test func `a process alone has all its processors`() {
    #expect(SingleProcess().processorsPerRank() >= 1)
    #expect(LinkMeasurement(SingleProcess()).bandwidth == .infinity)
  }
}
