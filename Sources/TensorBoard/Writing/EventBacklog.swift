internal import Synchronization

/// Counts the bytes of values that wait to be written, and refuses more than a limit.
final class EventBacklog: Sendable {
  private struct State {
    var byteCount = 0
    var droppedCount = 0
    var isClosed = false
  }

  /// What happens to a value.
  enum Admission {
    case admitted
    /// The value is dropped; `isFirst` since the writer was opened.
    case dropped(isFirst: Bool)
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// Counts a value of `byteCount` bytes in, unless there is no room for it.
  func admit(_ byteCount: Int) -> Admission {
    state.withLock { state in
      guard !state.isClosed else { return .dropped(isFirst: false) }
      // A single value may be larger than the limit.
      guard state.byteCount == 0 || state.byteCount + byteCount <= limit else {
        state.droppedCount += 1
        return .dropped(isFirst: state.droppedCount == 1)
      }
      state.byteCount += byteCount
      return .admitted
    }
  }

  /// Counts `byteCount` bytes out that are on the disk.
  func release(_ byteCount: Int) { state.withLock { $0.byteCount -= byteCount } }

  /// The number of values dropped so far.
  var droppedCount: Int { state.withLock { $0.droppedCount } }

  /// Refuses whatever comes.
  func close() { state.withLock { $0.isClosed = true } }
}
