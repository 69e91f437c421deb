internal import CMPI
internal import Diagnostics
internal import Synchronization

/// Memory that the ranks of one host share, at an address of each rank's own.
///
/// It is a file without a path (`memfd_create`), which the kernel frees with the last rank, however that ends. MPI's own
/// shared memory (`MPI_Win_allocate_shared`) is freed by a call of all ranks, and lies in /dev/shm, where a container has
/// 64 MB by default. Exchanges and waits remain MPI's.
///
/// It exists until no rank refers to it.
public final class SharedMemory: @unchecked Sendable {
  /// The first byte, at a multiple of 64.
  public let start: UnsafeMutableRawPointer
  private let release: () -> Void

  /// Refers to memory at `start`; `release` is called when nothing refers to it any more.
  package init(start: UnsafeMutableRawPointer, release: @escaping () -> Void) {
    (self.start, self.release) = (start, release)
  }

  deinit { release() }
}

extension SharedMemory {
  fileprivate convenience init?(_ start: UnsafeMutableRawPointer?, bytes: Int) {
    guard let start else { return nil }
    self.init(start: start) { mpi_release_shared(start, bytes) }
  }
}

extension MPICommunicator {
  func shareMemory(byteCount: Int) -> SharedMemory? {
    // Ranks that MPI sees on one host may still have no memory in common, such as in two containers.
    guard size > 1, size == localSize else { return nil }
    let bytes = max(byteCount, 1)
    var place = mpi_shared_file()
    place.file = -1
    var memory =
      isFirst && mayShareMemory && isAvailable(bytes)
      ? SharedMemory(mpi_share_memory(bytes, &place), bytes: bytes) : nil
    withUnsafeMutableBytes(of: &place) { broadcast($0, from: 0) }
    if !isFirst, mayShareMemory, place.file >= 0 { memory = SharedMemory(mpi_open_shared(&place, bytes), bytes: bytes) }
    let isEverywhere = !agree(memory == nil)
    if isFirst { mpi_close_shared(&place) }
    return isEverywhere ? memory : nil
  }

  /// Whether the system has so much memory for this process; if not, a note says so, once.
  private func isAvailable(_ bytes: Int) -> Bool {
    guard let available = AvailableMemory.now(), bytes > available.bytes else { return true }
    if !saysWhyMessages.exchange(true, ordering: .relaxed) {
      StandardError.note(
        "the processes of \(host) exchange messages instead of sharing \(Figures.bytes(bytes)) of memory: "
          + "\(available.limit) leaves \(Figures.bytes(available.bytes))")
    }
    return false
  }
}
