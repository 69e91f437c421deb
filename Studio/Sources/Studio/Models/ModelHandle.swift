import HTTPTypes
import Hourglass
import Synchronization
import Web

/// A loaded model, which stays loaded as long as somebody has its handle.
final class ModelHandle: Sendable {
  /// What is loaded.
  let checkpoint: LoadedCheckpoint
  private let slot: ModelSlot
  private let owner: LoadedModels

  init(_ slot: ModelSlot, _ checkpoint: LoadedCheckpoint, of owner: LoadedModels) {
    (self.slot, self.checkpoint, self.owner) = (slot, checkpoint, owner)
    slot.hold()
  }

  deinit { slot.release() }

  /// Does `work` with the model on the model's thread, after the pieces of work that came before.
  ///
  /// The model must not leave `work`. Pieces of about 100 ms, such as a batch of images, leave room for others.
  ///
  /// - Throws: what `work` throws, errors of the library as `WebError` with status 4xx; `WebError` with status 503 when too
  ///   much waits; `CancellationError`.
  func callAsFunction<Value: Sendable>(_ work: @escaping @Sendable (LoadedModel) throws -> Value) async throws -> Value
  {
    let before = slot.bytes
    let value = try await slot.use(work)
    if slot.bytes > before { await owner.trim() }
    return value
  }
}

/// The place of one model: its thread, and the model once it is loaded.
final class ModelSlot: Sendable {
  let file: CheckpointFile
  private let runs: String
  private let threads: Int
  private let queue = ComputeQueue("model", threads: 1, waiting: 64)
  private let size = Atomic(0)
  private let holders = Atomic(0)
  private let used = Mutex(ContinuousClock.now)
  /// Used on the queue's thread alone.
  private nonisolated(unsafe) var model: LoadedModel?

  init(_ file: CheckpointFile, runs: String, threads: Int) {
    (self.file, self.runs, self.threads) = (file, runs, threads)
  }

  deinit { queue.close() }

  /// The bytes that the model takes; 0 before it is loaded.
  var bytes: Int { size.load(ordering: .relaxed) }
  /// Whether there is a handle.
  var isHeld: Bool { holders.load(ordering: .acquiring) > 0 }
  /// When the last handle was given or released.
  var lastUse: ContinuousClock.Instant { used.withLock(\.self) }
  func hold() {
    used.withLock { $0 = .now }
    holders.add(1, ordering: .acquiringAndReleasing)
  }
  func release() {
    used.withLock { $0 = .now }
    holders.subtract(1, ordering: .acquiringAndReleasing)
  }

  /// Loads the model unless it is loaded.
  func load() async throws -> LoadedCheckpoint { try await use(\.checkpoint) }

  func use<Value: Sendable>(_ work: @escaping @Sendable (LoadedModel) throws -> Value) async throws -> Value {
    try await queue { [self] in
      do {
        let model = try model ?? LoadedModel(file, runs: runs, threads: threads)
        self.model = model
        defer { size.store(model.byteCount, ordering: .relaxed) }
        return try work(model)
      } catch let error as any HTTPErrorConvertible {
        throw error.webError
      } catch let error as any ReportedError {
        throw WebError(.unprocessableContent, type: "unusable", PageWords.of(error))
      }
    }
  }
}
