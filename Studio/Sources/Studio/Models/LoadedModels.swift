import Catalogue
import Foundation
import Hourglass
import Web

/// Trained runs that stay loaded for inference, within a bound of memory.
///
///     let model = try await models.model(in: run.directory)
///     let codes = try await model { try $0.encode($0.images(pictures)) }
///
/// - A model is a run with one of its checkpoints. A checkpoint that training has replaced is loaded at the next
///   ``model(in:snapshot:)``; a ``ModelHandle`` stays with what it has.
/// - Work on one model is done piece by piece on a thread of its own; when 64 pieces wait, more are refused with status 503.
/// - Parameters and buffers of all models take at most ``maxBytes``: models that were used least recently are released.
///   So is each model that nobody has used for ``lifetime``.
///   A model with a handle is never released, so that handles should be short-lived.
actor LoadedModels {
  /// The bytes that the models take together.
  nonisolated let maxBytes: Int
  /// How long a model that nobody uses stays loaded.
  nonisolated let lifetime: Duration
  private let sweep: IdleSweep
  private let runs: String
  private let threads: Int
  /// The model used last is at the end.
  private var slots: [ModelSlot] = []
  /// Looks at folders.
  private let files = ComputeQueue("checkpoints", threads: 1)

  /// Creates an empty set of models.
  ///
  /// - Parameters:
  ///   - runs: The folder of all runs.
  ///   - maxBytes: The bytes that the models may take together.
  ///   - lifetime: How long a model that nobody uses stays loaded.
  ///   - threads: The threads that compute for one model.
  init(runs: String, maxBytes: Int = 512 << 20, lifetime: Duration = .seconds(5 * 60), threads: Int = 2) {
    (self.runs, self.maxBytes, self.threads) = (runs, maxBytes, threads)
    (self.lifetime, sweep) = (lifetime, IdleSweep(every: lifetime))
  }

  /// The model of a run, loaded unless it is already.
  ///
  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - snapshot: The name of a checkpoint, such as `epoch-00003` or `best`; nil for the one that represents the run: the
  ///     best, or the newest whole one.
  /// - Throws: `WebError`: 404 where the run or the checkpoint is gone, 409 for a run without a checkpoint, 422 for one that
  ///   cannot be used, such as a damaged one or one with parameters that are not finite; 503 when too much waits.
  func model(in directory: String, snapshot: String? = nil) async throws -> ModelHandle {
    let file = try await checkpoint(directory, snapshot)
    do {
      return try await handle(file)
    } catch {
      // Training replaces checkpoints: the one that was found may be gone.
      let newer = try await checkpoint(directory, snapshot)
      guard newer != file else { throw error }
      return try await handle(newer)
    }
  }

  /// The models that are loaded, and the bytes that they take.
  var usage: (models: Int, bytes: Int) { (slots.count, slots.reduce(0) { $0 + $1.bytes }) }

  /// Releases models that nobody holds until all fit into ``maxBytes``, those used least recently first.
  func trim() {
    var bytes = usage.bytes
    slots.removeAll { slot in
      guard bytes > maxBytes, !slot.isHeld else { return false }
      bytes -= slot.bytes
      return true
    }
  }

  /// Releases models that nobody has used for ``lifetime``; returns whether any stays loaded.
  private func releaseIdle() -> Bool {
    slots.removeAll { !$0.isHeld && $0.lastUse.duration(to: .now) >= lifetime }
    return !slots.isEmpty
  }

  private func checkpoint(_ directory: String, _ snapshot: String?) async throws -> CheckpointFile {
    try await files { try CheckpointFile(in: RunDirectory(path: directory), snapshot: snapshot) }
  }

  private func handle(_ file: CheckpointFile) async throws -> ModelHandle {
    // What training has replaced is not asked for again.
    slots.removeAll { $0.file.path == file.path && $0.file != file && !$0.isHeld }
    let slot = slots.first { $0.file == file } ?? ModelSlot(file, runs: runs, threads: threads)
    slots.removeAll { $0 === slot }
    slots.append(slot)
    sweep.start { [weak self] in await self?.releaseIdle() ?? false }
    slot.hold()
    defer { slot.release() }
    do {
      let handle = ModelHandle(slot, try await slot.load(), of: self)
      trim()
      return handle
    } catch {
      // A model that could not be loaded takes nothing.
      slots.removeAll { $0 === slot && $0.bytes == 0 }
      throw error
    }
  }
}
