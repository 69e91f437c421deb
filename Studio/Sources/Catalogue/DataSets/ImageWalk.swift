import Foundation
import Hourglass

/// The pictures below a folder, found within a time bound.
struct ImageWalk {
  /// A picture that was found.
  struct Found {
    var path: String
    /// The folder that is its class; empty for pictures in the folder itself.
    var folder: String
  }

  private(set) var pictures = 0
  /// Pictures evenly spread over all that were found: at most ``maxKept``.
  private(set) var kept: [Found] = []
  /// The number of pictures of each folder that is a class.
  private(set) var classes: [String: Int] = [:]
  /// The number of pictures with each extension.
  private(set) var formats: [String: Int] = [:]
  /// The number of files that are not read, by kind: `hidden`, `without extension`, `.txt`.
  private(set) var ignored: [String: Int] = [:]
  /// At most three names of each kind of files that are not read.
  private(set) var examples: [String: [String]] = [:]
  /// Folders that cannot be listed, with the reason.
  private(set) var closed: [(path: String, reason: String)] = []
  /// Whether all folders were looked into.
  private(set) var isComplete = true
  /// Whether pictures lie both in the folder and in folders below it.
  var isMixed: Bool { classes[""] != nil && classes.count > 1 }

  private static let maxKept = 4096
  private var spacing = 1
  private let deadline: ContinuousClock.Instant
  private let root: String

  /// Walks through `root` until `deadline`; sub-folders of `parts` are not classes, but those below them.
  init(_ root: String, parts: Set<String>, until deadline: ContinuousClock.Instant) {
    (self.root, self.deadline) = (root, deadline)
    var waiting: [(path: String, folder: String?)] = [(root, nil)]
    var visited: Set<UInt64> = []
    while let next = waiting.popLast() {
      guard ContinuousClock.now < deadline else {
        isComplete = false
        return
      }
      guard let stamp = FileStamp(next.path), visited.insert(stamp.number).inserted else { continue }
      let folders = look(next.path, folder: next.folder ?? "")
      for name in folders.sorted().reversed() {
        let isPart = next.folder == nil && parts.contains(name)
        waiting.append(("\(next.path)/\(name)", isPart ? nil : next.folder ?? name))
      }
    }
  }

  /// Counts the files of one folder, and returns the folders in it.
  private mutating func look(_ path: String, folder: String) -> [String] {
    guard let stream = opendir(path) else {
      closed.append((path, String(cString: strerror(errno))))
      return []
    }
    defer { closedir(stream) }
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    var (folders, names): ([String], [String]) = ([], [])
    while let entry = readdir(stream) {
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let name = String(cString: start)
      if name == "." || name == ".." { continue }
      if name.hasPrefix(".") {
        ignore(name, kind: "hidden")
      } else if isFolder(Int32(entry.pointee.d_type), "\(path)/\(name)") {
        folders.append(name)
      } else if PictureExtension.isPicture(name.utf8) {
        names.append(name)
        if names.count.isMultiple(of: 1024), ContinuousClock.now >= deadline {
          isComplete = false
          break
        }
      } else {
        let ending = (name as NSString).pathExtension.lowercased()
        ignore(name, kind: ending.isEmpty ? "without extension" : ".\(ending)")
      }
    }
    for name in names.sorted() { add("\(path)/\(name)", folder: folder) }
    return folders
  }

  private mutating func add(_ path: String, folder: String) {
    classes[folder, default: 0] += 1
    formats[(path as NSString).pathExtension.lowercased(), default: 0] += 1
    if pictures.isMultiple(of: spacing) { kept.append(Found(path: path, folder: folder)) }
    pictures += 1
    if kept.count > Self.maxKept {
      kept = stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
      spacing *= 2
    }
  }

  private mutating func ignore(_ name: String, kind: String) {
    ignored[kind, default: 0] += 1
    if examples[kind]?.count ?? 0 < 3 { examples[kind, default: []].append(name) }
  }

  private func isFolder(_ type: Int32, _ path: String) -> Bool {
    guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return type == Int32(DT_DIR) }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
