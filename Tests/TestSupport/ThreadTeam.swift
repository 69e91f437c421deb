package import Clusters
import Foundation
import Synchronization

/// Processes of a run as threads of the test: each computes alone and sees the others through its communicator alone.
package final class ThreadTeam: @unchecked Sendable {
  private let size: Int
  private let condition = NSCondition()
  private var arrived = 0
  private var meeting = 0
  private var given: [[UInt8]]
  /// Memory that the ranks share, which the first allocates.
  fileprivate var shared: [UnsafeMutableRawPointer] = []
  fileprivate let sharedLimit: Int

  private init(_ size: Int, _ sharedLimit: Int) {
    (self.size, self.sharedLimit) = (size, sharedLimit)
    given = Array(repeating: [], count: size)
  }

  deinit {
    for memory in shared { memory.deallocate() }
  }

  /// The results of `body` on `size` threads, by rank.
  ///
  /// - Parameters:
  ///   - overlapping: Whether exchanges of gradients start while more of them are computed, as on several hosts.
  ///   - sharedLimit: How often they can allocate memory that all share: without a limit on one host, never on several.
  package static func run<Result: Sendable>(
    _ size: Int, overlapping: Bool = true, sharedLimit: Int = 0,
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    let team = ThreadTeam(size, sharedLimit)
    let outcomes = Outcomes<Result>(size)
    let threads = (0..<size).map { rank in
      let thread = Thread {
        outcomes.set(rank, Swift.Result { try body(Member(team, rank, overlapping)) })
      }
      thread.stackSize = 8 << 20
      thread.start()
      return thread
    }
    while !threads.allSatisfy(\.isFinished) { usleep(200) }
    return try outcomes.all()
  }

  /// Gives `bytes` to all, and returns those of all ranks once each has given its own.
  fileprivate func exchange(_ rank: Int, _ bytes: [UInt8]) -> [[UInt8]] {
    condition.lock()
    defer { condition.unlock() }
    given[rank] = bytes
    let all = meet { given }
    // Nobody gives again before everybody has read.
    _ = meet { [] }
    return all
  }

  /// Waits until all ranks are here; each then reads.
  private func meet(_ read: () -> [[UInt8]]) -> [[UInt8]] {
    let now = meeting
    arrived += 1
    if arrived == size {
      (arrived, meeting) = (0, meeting + 1)
      condition.broadcast()
    }
    while meeting == now { condition.wait() }
    return read()
  }
}

/// The outcome of each rank.
private final class Outcomes<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<Value, any Error>?]

  init(_ size: Int) { results = Array(repeating: nil, count: size) }

  func set(_ rank: Int, _ result: Result<Value, any Error>) { lock.withLock { results[rank] = result } }

  func all() throws -> [Value] { try lock.withLock { try results.map { try $0!.get() } } }
}

/// A rank of a team.
private final class Member: Communicator {
  let team: ThreadTeam
  let rank: Int
  let size: Int
  var localRank: Int { rank }
  var localSize: Int { size }
  let host = "test"
  let times = CommunicationTimes()
  private let sharedCount = Atomic(0)

  init(_ team: ThreadTeam, _ rank: Int, _ overlapsExchanges: Bool) {
    (self.team, self.rank, self.overlapsExchanges) = (team, rank, overlapsExchanges)
    size = team.count
  }

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    combine(values, from: 0) { total, part, count in
      var place = 0
      while place < count {
        total[place] += part[place]
        place += 1
      }
    }
  }

  func sum(_ values: UnsafeMutableBufferPointer<Double>) {
    combine(values, from: 0) { total, part, count in
      var place = 0
      while place < count {
        total[place] += part[place]
        place += 1
      }
    }
  }

  func maximum(_ values: UnsafeMutableBufferPointer<Float>) {
    combine(values, from: -.infinity) { total, part, count in
      var place = 0
      while place < count {
        total[place] = max(total[place], part[place])
        place += 1
      }
    }
  }

  /// Replaces `values` by what `add` makes of those of all ranks, in their order, from `start` on.
  ///
  /// `add` combines whole arrays: a closure called for each element takes 200 times as long without optimization.
  private func combine<Value: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Value>, from start: Value,
    _ add: (UnsafeMutablePointer<Value>, UnsafePointer<Value>, Int) -> Void
  ) {
    let all = team.exchange(rank, Array(UnsafeRawBufferPointer(values)))
    guard let total = values.baseAddress else { return }
    values.update(repeating: start)
    for bytes in all {
      bytes.withUnsafeBytes { part in
        part.withMemoryRebound(to: Value.self) { add(total, $0.baseAddress!, values.count) }
      }
    }
  }

  let overlapsExchanges: Bool

  func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>) {
    var totals = Array(terms)
    totals.withUnsafeMutableBufferPointer { sum($0) }
    for (place, total) in totals.enumerated() { sums[place] = Float(total) }
  }

  func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    sum(terms, into: sums)
    return MadeExchange(UnsafeMutableBufferPointer(start: sums, count: terms.count), of: terms)
  }

  func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {
    let start = counts[..<rank].reduce(0, +)
    let own = UnsafeMutableBufferPointer(rebasing: values[start..<start + counts[rank]])
    let parts = team.exchange(rank, Array(UnsafeRawBufferPointer(own)))
    precondition(parts.map(\.count) == counts.map { 4 * $0 }, "\(parts.map(\.count)) bytes, announced \(counts) floats")
    UnsafeMutableRawBufferPointer(values).copyBytes(from: parts.joined())
  }

  func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    gather(values, counts: counts)
    return MadeExchange(values)
  }

  func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    let parts = team.exchange(rank, Array(UnsafeRawBufferPointer(own)))
    precondition(parts.map(\.count) == counts.map { 4 * $0 }, "\(parts.map(\.count)) bytes, announced \(counts) floats")
    let values = UnsafeMutableBufferPointer(start: all, count: counts.reduce(0, +))
    UnsafeMutableRawBufferPointer(values).copyBytes(from: parts.joined())
    return MadeExchange(values)
  }

  func shareMemory(byteCount: Int) -> SharedMemory? {
    guard sharedCount.add(1, ordering: .relaxed).oldValue < team.sharedLimit else { return nil }
    let memory = isFirst ? UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64) : nil
    memory?.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    let address = memory.map { UInt(bitPattern: $0) } ?? 0
    let start = UnsafeMutableRawPointer(bitPattern: broadcast(address))!
    if isFirst { team.shared.append(start) }
    return SharedMemory(start: start) { [team] in withExtendedLifetime(team) {} }
  }

  func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer) {
    let parts = team.exchange(rank, Array(bytes))
    precondition(parts.map(\.count) == byteCounts, "\(parts.map(\.count)) bytes, announced \(byteCounts)")
    all.copyBytes(from: parts.joined())
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {
    bytes.copyBytes(from: team.exchange(rank, Array(bytes))[root])
  }

  func barrier() { _ = team.exchange(rank, []) }

  func atOwnPace<Value>(_ work: () throws -> Value) throws -> Value {
    let result = Result { try work() }
    let own: String? = if case .failure(let error) = result { "rank \(rank): \(error)" } else { nil }
    let failure = gather(own).compactMap(\.self).first
    let value = try result.get()
    if let failure { throw FailureElsewhere(description: failure) }
    return value
  }

  func abort(_ error: any Error, code: Int32) -> Never { fatalError("\(error)") }
}

/// What a rank throws for the failure of another.
private struct FailureElsewhere: Error, CustomStringConvertible {
  let description: String
}

private struct MadeExchange: PendingExchange, @unchecked Sendable {
  private let results: [Float]
  private let values: UnsafeMutableBufferPointer<Float>
  private let terms: UnsafeBufferPointer<Double>
  private let termsAtStart: [Double]

  /// Hides the results: who reads them before the exchange is finished reads no number.
  ///
  /// Until then the values belong to the communicator, and nobody may change the terms.
  init(_ values: UnsafeMutableBufferPointer<Float>, of terms: UnsafeBufferPointer<Double> = .init(start: nil, count: 0))
  {
    (results, self.values) = (Array(values), values)
    (self.terms, termsAtStart) = (terms, Array(terms))
    values.update(repeating: .nan)
  }

  func finish() {
    let hidden = [Float](repeating: .nan, count: values.count)
    precondition(isSame(hidden, UnsafeRawBufferPointer(values)), "values changed while they were exchanged")
    precondition(isSame(termsAtStart, UnsafeRawBufferPointer(terms)), "terms changed while they were summed")
    _ = values.update(from: results)
  }

  /// Compares bytes, whatever numbers they are, without a call for each.
  private func isSame<Number>(_ numbers: [Number], _ bytes: UnsafeRawBufferPointer) -> Bool {
    numbers.withUnsafeBytes {
      $0.count == bytes.count && ($0.isEmpty || memcmp($0.baseAddress!, bytes.baseAddress!, $0.count) == 0)
    }
  }
}

extension ThreadTeam {
  /// The number of ranks.
  fileprivate var count: Int { size }
}
