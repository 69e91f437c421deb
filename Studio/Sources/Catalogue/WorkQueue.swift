import Dispatch
import Synchronization

/// Work that blocks, such as reading folders, on threads of its own: Swift's cooperative pool never waits for it.
final class WorkQueue: Sendable {
  private let queues: [DispatchQueue]
  private let next = Atomic<Int>(0)

  /// At most `width` pieces of work at a time; what waits holds no thread.
  init(_ name: String, width: Int = 1) {
    queues = (0..<width).map { DispatchQueue(label: "hourglass.catalogue.\(name)-\($0)") }
  }

  /// Does `work` and returns its result; whoever waits suspends.
  func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: Result(catching: work)) }
    }
  }

  /// Starts `work`.
  func start(_ work: @escaping @Sendable () -> Void) {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    queues[Int(UInt(bitPattern: number) % UInt(queues.count))].async(execute: work)
  }
}
