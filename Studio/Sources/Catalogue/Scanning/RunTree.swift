import Foundation

/// Finds the runs below a folder again and again; only folders that have changed are listed again.
///
/// It finds what `RunDirectory.all(in:)` does, but for runs within the folders that a run writes itself.
struct RunTree {
  private static let maxDepth = 3
  /// The folders that a run writes.
  private static let ownFolders: Set = ["checkpoints", "images", "train", "validation", "evaluation"]
  /// A folder changed within this many nanoseconds before it was listed may change again without another time.
  private static let settling: Int64 = 2_000_000_000

  private struct Folder {
    var stamp: FileStamp
    var isSettled: Bool
    var isRun: Bool
    var folders: [String]
  }
  private var known: [String: Folder] = [:]

  /// The runs below `root` with their folders, in the order of their names' parts.
  mutating func runs(below root: String) -> [(name: String, path: String)] {
    var found: [(String, String)] = []
    var seen: [String: Folder] = [:]
    seen.reserveCapacity(known.count)
    func visit(_ path: String, _ name: String, _ depth: Int) {
      guard let folder = folder(path) else { return }
      seen[path] = folder
      if folder.isRun, depth > 0 { found.append((name, path)) }
      guard depth < Self.maxDepth else { return }
      for child in folder.folders { visit("\(path)/\(child)", name.isEmpty ? child : "\(name)/\(child)", depth + 1) }
    }
    visit(root, "", 0)
    known = seen
    return found
  }

  /// Forgets everything.
  mutating func forget() { known = [:] }

  private func folder(_ path: String) -> Folder? {
    guard let stamp = FileStamp(path) else { return nil }
    if let folder = known[path], folder.stamp == stamp, folder.isSettled { return folder }
    guard let listing = FolderListing(path) else { return nil }
    let now = Int64(Date().timeIntervalSince1970 * 1e9)
    let isRun = listing.files.contains("run.yaml")
    return Folder(
      stamp: stamp, isSettled: abs(now - stamp.modified) > Self.settling, isRun: isRun,
      folders: isRun ? listing.folders.filter { !Self.ownFolders.contains($0) } : listing.folders)
  }
}
