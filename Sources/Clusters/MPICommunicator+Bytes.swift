internal import CMPI
internal import Diagnostics
internal import Foundation
internal import Synchronization

extension MPICommunicator {
  /// Bytes that one message moves.
  private static let messageBytes = 1 << 26

  func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer) {
    let total = byteCounts.reduce(0, +)
    require(
      byteCounts.count == size && byteCounts[rank] == bytes.count && all.count == total,
      "the byte counts of a gather are not those of its bytes")
    guard let target = all.baseAddress, total > 0 else { return }
    finishStarted()
    let starts = byteCounts.indices.map { byteCounts[..<$0].reduce(0, +) }
    if total <= Self.messageBytes {
      let (counts, places) = (byteCounts.map { Int32($0) }, starts.map { Int32($0) })
      // MPI asks for an address, whatever the count.
      let source = bytes.baseAddress ?? UnsafeRawPointer(target)
      move(bytes.count * (size - 1), isShort: total <= Self.collectedBytes) {
        call("collect bytes") { $0.all_gather(source, target, counts, places, MPI_SHIM_BYTES) }
      }
      return
    }
    if !bytes.isEmpty { (target + starts[rank]).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count) }
    for (root, count) in byteCounts.enumerated() {
      broadcast(UnsafeMutableRawBufferPointer(start: target + starts[root], count: count), from: root)
    }
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {
    require((0..<size).contains(root), "there is no rank \(root) of \(size)")
    guard let start = bytes.baseAddress, size > 1 else { return }
    finishStarted()
    for first in stride(from: 0, to: bytes.count, by: Self.messageBytes) {
      let count = min(Self.messageBytes, bytes.count - first)
      move(root == rank ? count : 0, isShort: true) {
        call("send bytes to all") { $0.broadcast(start + first, Int32(count), MPI_SHIM_BYTES, Int32(root)) }
      }
    }
  }

  /// Moves one message, of whose bytes this rank sends `sentBytes`.
  private func move(_ sentBytes: Int, isShort: Bool, _ work: () -> Void) {
    state.withLock { state in
      if isShort {
        measureShort(.spinning, &state, work)
      } else {
        waitForAll(.spinning, &state)
        measure(\.transferring, .spinning, &state, work)
      }
      state.times.bytes += sentBytes
      state.times.calls += 1
    }
  }
}
