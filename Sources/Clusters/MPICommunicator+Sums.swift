internal import CMPI
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// A number that MPI moves.
protocol MessageElement: BitwiseCopyable, SendableMetatype {
  static var element: mpi_element { get }
}

extension Float: MessageElement {
  static var element: mpi_element { MPI_SHIM_FLOATS }
}

extension Double: MessageElement {
  static var element: mpi_element { MPI_SHIM_DOUBLES }
}

/// How the values of all ranks become results.
private struct Combination<Element: MessageElement, Result: MessageElement> {
  /// Combines the values of two ranks: the left ones are replaced.
  let combine: (_ left: UnsafeMutablePointer<Element>, _ right: UnsafePointer<Element>, _ count: Int) -> Void
  /// Writes combined values as results.
  let store: (_ results: UnsafeMutablePointer<Result>, _ values: UnsafePointer<Element>, _ count: Int) -> Void
}

extension Combination where Element: AdditiveArithmetic {
  /// Sums, as `store` writes them.
  @inline(__always)
  static func sum(
    _ store: @escaping (UnsafeMutablePointer<Result>, UnsafePointer<Element>, Int) -> Void
  ) -> Self {
    Combination(combine: { left, right, count in for i in 0..<count { left[i] += right[i] } }, store: store)
  }
}

extension MPICommunicator {
  /// Up to this many bytes of all ranks together every rank collects all values and adds them itself, in one message
  /// instead of two.
  static let collectedBytes = 1 << 16
  /// Longer vectors are combined in pieces of this many elements.
  static let pieceCount = 1 << 24
  /// Elements that are added at a time, in the processor's first cache.
  private static let blockCount = 1 << 11

  func sum(_ values: UnsafeMutableBufferPointer<Float>) { sumInPlace(values) }

  func sum(_ values: UnsafeMutableBufferPointer<Double>) { sumInPlace(values) }

  @inline(__always)
  private func sumInPlace<Number: MessageElement & AdditiveArithmetic>(_ values: UnsafeMutableBufferPointer<Number>) {
    finishStarted()
    state.withLock { state in
      combine(
        UnsafeBufferPointer(values), into: values.baseAddress, .spinning, &state,
        .sum { $0.update(from: $1, count: $2) })
    }
  }

  func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>) {
    finishStarted()
    state.withLock { add(terms, into: sums, .spinning, &$0) }
  }

  func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    nonisolated(unsafe) let sums = sums
    return start(terms) { communicator, terms in
      communicator.state.withLock { communicator.add(terms, into: sums, .sleeping, &$0) }
    }
  }

  private func add(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>, _ waiting: Waiting,
    _ state: inout State
  ) {
    combine(
      terms, into: sums, waiting, &state,
      .sum { sums, terms, count in for i in 0..<count { sums[i] = Float(terms[i]) } })
  }

  func maximum(_ values: UnsafeMutableBufferPointer<Float>) {
    finishStarted()
    let maximum = Combination<Float, Float> { left, right, count in
      for i in 0..<count where !(left[i] >= right[i]) && !left[i].isNaN { left[i] = right[i] }
    } store: {
      $0.update(from: $1, count: $2)
    }
    state.withLock { state in combine(UnsafeBufferPointer(values), into: values.baseAddress, .spinning, &state, maximum)
    }
  }

  /// Combines the values of all ranks in the order of ranks.
  ///
  /// - Parameter results: Room for as many results: that of the values, or other memory.
  @inline(__always)
  private func combine<Element, Result>(
    _ values: UnsafeBufferPointer<Element>, into results: UnsafeMutablePointer<Result>?, _ waiting: Waiting,
    _ state: inout State, _ combination: Combination<Element, Result>
  ) {
    guard let start = values.baseAddress, let results, !values.isEmpty else { return }
    guard size > 1 else { return combination.store(results, start, values.count) }
    state.times.calls += 1
    if values.count * size * MemoryLayout<Element>.size <= Self.collectedBytes {
      combineAll(start, values.count, into: results, waiting, &state, combination)
      return
    }
    waitForAll(waiting, &state)
    for first in stride(from: 0, to: values.count, by: Self.pieceCount) {
      combineSlices(
        start + first, min(Self.pieceCount, values.count - first), into: results + first, waiting, &state, combination)
    }
  }

  /// Waits for the ranks that come later, so that waiting is not counted as transferring.
  func waitForAll(_ waiting: Waiting, _ state: inout State) {
    measure(\.waiting, waiting, &state) {
      call("wait for all ranks", waiting, { $0.start_barrier(&$1) }, { $0.barrier() })
    }
  }

  /// Collects the values of all ranks, and combines them on each.
  @inline(__always)
  private func combineAll<Element, Result>(
    _ values: UnsafePointer<Element>, _ count: Int, into results: UnsafeMutablePointer<Result>,
    _ waiting: Waiting, _ state: inout State, _ combination: Combination<Element, Result>
  ) {
    let all = state.received.room(size * count, of: Element.self)
    let counts = [Int32](repeating: Int32(count), count: size)
    let starts = (0..<size).map { Int32($0 * count) }
    measureShort(waiting, &state) {
      call("collect values") { $0.all_gather(values, all, counts, starts, Element.element) }
    }
    state.times.bytes += (size - 1) * count * MemoryLayout<Element>.size
    measure(\.packing, waiting, &state) {
      for rank in 1..<size { combination.combine(all, all + rank * count, count) }
      combination.store(results, all, count)
    }
  }

  /// Combines a slice of the values on each rank, and collects the slices of the results.
  @inline(__always)
  private func combineSlices<Element, Result>(
    _ values: UnsafePointer<Element>, _ count: Int, into results: UnsafeMutablePointer<Result>,
    _ waiting: Waiting, _ state: inout State, _ combination: Combination<Element, Result>
  ) {
    let slices = (0..<size).map { consecutiveShare(count, $0, size) }
    let counts = slices.map { Int32($0.count) }
    let starts = slices.map { Int32($0.lowerBound) }
    let own = slices[rank]
    let received = state.received.room(size * own.count + Self.blockCount, of: Element.self)
    // A rank's own slice stays where it is.
    var sentCounts = counts
    sentCounts[rank] = 0
    let receivedCounts = (0..<size).map { $0 == rank ? 0 : Int32(own.count) }
    let receivedStarts = (0..<size).map { Int32($0 * own.count) }
    measure(\.transferring, waiting, &state) {
      let element = Element.element
      call(
        "exchange slices", waiting,
        {
          $0.start_all_to_all(values, sentCounts, starts, received, receivedCounts, receivedStarts, element, &$1)
        }, { $0.all_to_all(values, sentCounts, starts, received, receivedCounts, receivedStarts, element) })
    }
    measure(\.packing, waiting, &state) {
      let block = received + size * own.count
      for first in stride(from: 0, to: own.count, by: Self.blockCount) {
        let blockCount = min(Self.blockCount, own.count - first)
        let place = own.lowerBound + first
        for other in 0..<size {
          let source = other == rank ? values + place : UnsafePointer(received + other * own.count + first)
          if other == 0 {
            block.update(from: source, count: blockCount)
          } else {
            combination.combine(block, source, blockCount)
          }
        }
        combination.store(results + place, block, blockCount)
      }
    }
    measure(\.transferring, waiting, &state) {
      call(
        "collect slices", waiting, { $0.start_all_gather(results, counts, starts, Result.element, &$1) },
        { $0.all_gather(nil, results, counts, starts, Result.element) })
    }
    state.times.bytes +=
      (count - own.count) * MemoryLayout<Element>.size + (size - 1) * own.count * MemoryLayout<Result>.size
  }
}
