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

/// How values of two ranks become one: the left ones are replaced.
typealias Combining<Element> = (
  _ left: UnsafeMutablePointer<Element>, _ right: UnsafePointer<Element>, _ count: Int
) -> Void

extension MPICommunicator {
  /// Up to this many bytes of all ranks together every rank collects all values and adds them itself, in one message
  /// instead of two.
  static let collectedBytes = 1 << 16
  /// Longer vectors are combined in pieces of this many elements.
  static let pieceCount = 1 << 24
  /// Elements that are added at a time, in the processor's first cache.
  private static let blockCount = 1 << 11

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    finishStarted()
    state.withLock { state in
      combine(values, .spinning, &state) { left, right, count in for i in 0..<count { left[i] += right[i] } }
    }
  }

  func startSum(_ values: UnsafeMutableBufferPointer<Double>) -> any PendingExchange {
    guard size > 1, !values.isEmpty else { return FinishedExchange() }
    return start(values) { communicator, values in
      communicator.state.withLock { communicator.add(values, .sleeping, &$0) }
    }
  }

  func sum(_ values: UnsafeMutableBufferPointer<Double>) {
    finishStarted()
    state.withLock { add(values, .spinning, &$0) }
  }

  private func add(_ values: UnsafeMutableBufferPointer<Double>, _ waiting: Waiting, _ state: inout State) {
    combine(values, waiting, &state) { left, right, count in for i in 0..<count { left[i] += right[i] } }
  }

  func maximum(_ values: UnsafeMutableBufferPointer<Float>) {
    finishStarted()
    state.withLock { state in
      combine(values, .spinning, &state) { left, right, count in
        for i in 0..<count where !(left[i] >= right[i]) && !left[i].isNaN { left[i] = right[i] }
      }
    }
  }

  /// Combines the values of all ranks in the order of ranks.
  @inline(__always)
  private func combine<Element: MessageElement>(
    _ values: UnsafeMutableBufferPointer<Element>, _ waiting: Waiting, _ state: inout State,
    _ combining: Combining<Element>
  ) {
    guard let start = values.baseAddress, !values.isEmpty, size > 1 else { return }
    state.times.calls += 1
    if values.count * size * MemoryLayout<Element>.size <= Self.collectedBytes {
      combineAll(start, values.count, waiting, &state, combining)
      return
    }
    waitForAll(waiting, &state)
    for first in stride(from: 0, to: values.count, by: Self.pieceCount) {
      combineSlices(start + first, min(Self.pieceCount, values.count - first), waiting, &state, combining)
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
  private func combineAll<Element: MessageElement>(
    _ values: UnsafeMutablePointer<Element>, _ count: Int, _ waiting: Waiting, _ state: inout State,
    _ combining: Combining<Element>
  ) {
    let all = state.received.room(size * count, of: Element.self)
    let counts = [Int32](repeating: Int32(count), count: size)
    let starts = (0..<size).map { Int32($0 * count) }
    measureShort(waiting, &state) {
      call("collect values") { $0.all_gather(values, all, counts, starts, Element.element) }
    }
    state.times.bytes += (size - 1) * count * MemoryLayout<Element>.size
    measure(\.packing, waiting, &state) {
      values.update(from: all, count: count)
      for rank in 1..<size { combining(values, all + rank * count, count) }
    }
  }

  /// Combines a slice of the values on each rank, and collects the slices.
  @inline(__always)
  private func combineSlices<Element: MessageElement>(
    _ values: UnsafeMutablePointer<Element>, _ count: Int, _ waiting: Waiting, _ state: inout State,
    _ combining: Combining<Element>
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
        let target = values + own.lowerBound + first
        for other in 0..<size {
          let source = UnsafePointer(other == rank ? target : received + other * own.count + first)
          if other == 0 { block.update(from: source, count: blockCount) } else { combining(block, source, blockCount) }
        }
        target.update(from: block, count: blockCount)
      }
    }
    measure(\.transferring, waiting, &state) {
      call(
        "collect slices", waiting, { $0.start_all_gather(values, counts, starts, Element.element, &$1) },
        { $0.all_gather(nil, values, counts, starts, Element.element) })
    }
    state.times.bytes += (count - own.count + (size - 1) * own.count) * MemoryLayout<Element>.size
  }
}
