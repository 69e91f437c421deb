import Foundation
import Hourglass
import Synchronization

/// A line on a terminal with the number of images done, shown once they take more than half a second.
final class ImageProgress: Sendable {
  private struct State {
    var begin: ContinuousClock.Instant?
    var drawn: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// Shows that of `work`, such as `reading mnist`, `done` of `count` images are done; any thread may.
  func show(_ work: String, _ done: Int, _ count: Int) {
    guard Console.isTerminal else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      let begin = state.begin ?? now
      state.begin = begin
      let isDone = done >= count
      guard state.drawn != nil || (now - begin).seconds > 0.5 else {
        if isDone { state = State() }
        return
      }
      if isDone {
        Console.draw("\r\u{1B}[2K")
        state = State()
      } else if state.drawn.map({ (now - $0).seconds > 0.1 }) ?? true {
        let line = "\(work): \(Figures.count(done)) of \(Figures.count(count)) images"
        Console.draw("\r\u{1B}[2K\(line.prefix(Console.width - 1))")
        state.drawn = now
      }
    }
  }
}

extension Console {
  /// Called while images are read into memory.
  static var readingProgress: @Sendable (_ name: String, _ done: Int, _ count: Int) -> Void {
    let progress = ImageProgress()
    return { progress.show("reading \($0)", $1, $2) }
  }
}
