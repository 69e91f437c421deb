import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// A checkpoint on disk, with what tells that it or the settings have been replaced.
struct CheckpointFile: Hashable, Sendable {
  let directory: RunDirectory
  let path: String
  private let stamps: [FileStamp]

  /// The checkpoint of a run called `snapshot`, or the one that represents the run.
  ///
  /// - Throws: `WebError`: 404 where the run or the checkpoint is gone, 409 for a run without a checkpoint.
  init(in directory: RunDirectory, snapshot: String?) throws(WebError) {
    guard let settings = FileStamp(directory.runFile) else {
      throw .notFound("the folder of the run is gone: \(directory.path); put it back, or choose another run")
    }
    let all = [directory.bestCheckpoint, directory.newestCheckpoint].compactMap(\.self) + directory.epochCheckpoints
    let wanted = snapshot.map { $0.hasSuffix(".safetensors") ? $0 : "\($0).safetensors" }
    let there = all.compactMap { path in FileStamp(path).map { (path: path, stamp: $0) } }
    guard !there.isEmpty else {
      throw WebError(.conflict, type: "no-checkpoint", "the run has no checkpoint yet; let it train for an epoch")
    }
    guard let found = there.first(where: { wanted == nil || ($0.path as NSString).lastPathComponent == wanted }) else {
      throw .notFound("the run has no checkpoint \((snapshot ?? "").prefix(80).debugDescription); choose another")
    }
    (self.directory, self.path, stamps) = (directory, found.path, [settings, found.stamp])
  }
}

/// The checkpoint that a model was loaded from, as JSON.
struct LoadedCheckpoint: Codable, Hashable, Sendable {
  /// The file's name: `best.safetensors`.
  var name: String
  /// The epochs and steps after which it was written.
  var epoch: Int
  var step: Int
  /// One sentence where the run's training has not finished; null where it has.
  var note: String?
}
