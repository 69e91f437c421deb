import Catalogue
import Hourglass
import Synchronization

/// The run files that pages asked for last: reading one takes longer than the rest of most answers.
final class RunFileStore: Sendable {
  private struct Entry {
    var path: String
    var stamp: FileStamp
    var file: RunFile
  }

  private static let maxFiles = 16
  private let entries = Mutex<[Entry]>([])

  /// The run file at `path`; nil where there is none that can be read.
  ///
  /// Blocks.
  func file(_ path: String) -> RunFile? {
    guard let stamp = FileStamp(path) else { return nil }
    if let known = entries.withLock({ all in all.first { $0.path == path && $0.stamp == stamp } }) { return known.file }
    guard let file = try? RunFile(path: path) else { return nil }
    entries.withLock { all in
      all.removeAll { $0.path == path }
      all.append(Entry(path: path, stamp: stamp, file: file))
      if all.count > Self.maxFiles { all.removeFirst() }
    }
    return file
  }
}
