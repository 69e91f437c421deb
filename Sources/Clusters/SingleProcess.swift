internal import Diagnostics
internal import Foundation

/// A run of one process, whose sums are its own values.
public final class SingleProcess: Communicator {
  /// Creates the only rank.
  public init() {}

  public var rank: Int { 0 }
  public var size: Int { 1 }
  public var localRank: Int { 0 }
  public var localSize: Int { 1 }
  public var host: String { ProcessInfo.processInfo.hostName }

  public func sum(_ values: UnsafeMutableBufferPointer<Float>) {}
  public func sum(_ values: UnsafeMutableBufferPointer<Double>) {}
  public func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>) {
    for (index, term) in terms.enumerated() { sums[index] = Float(term) }
  }
  public func maximum(_ values: UnsafeMutableBufferPointer<Float>) {}
  public func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {}
  public var overlapsExchanges: Bool { false }
  public func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    sum(terms, into: sums)
    return FinishedExchange()
  }
  public func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    FinishedExchange()
  }
  public func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    require(counts == [own.count], "one rank gathers its own numbers")
    if let start = own.baseAddress { all.update(from: start, count: own.count) }
    return FinishedExchange()
  }

  public func shareMemory(byteCount: Int) -> SharedMemory? { nil }

  public func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer) {
    require(byteCounts == [bytes.count] && all.count == bytes.count, "one rank gathers its own bytes")
    all.copyMemory(from: bytes)
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {}
  public func barrier() {}
  public func atOwnPace<Value>(_ work: () throws -> Value) throws -> Value { try work() }

  public func abort(_ error: any Error, code: Int32) -> Never {
    StandardError.error("\(error)")
    exit(code)
  }

  public var times: CommunicationTimes { CommunicationTimes() }
}

/// An exchange that was made when it started.
struct FinishedExchange: PendingExchange {
  func finish() {}
}
