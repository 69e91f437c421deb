import Foundation

/// The names in a folder.
struct FolderListing {
  /// The folders, links to folders included, without those whose name starts with a dot.
  private(set) var folders: [String] = []
  /// All other names, hidden ones too.
  private(set) var files: Set<String> = []

  /// Lists the folder at `path`; nil where it cannot be listed.
  init?(_ path: String) {
    guard let stream = opendir(path) else { return nil }
    defer { closedir(stream) }
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while let entry = readdir(stream) {
      // The name may be longer than the C structure says.
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let name = String(cString: start)
      if Self.isFolder(Int32(entry.pointee.d_type), start, in: dirfd(stream)) {
        if !name.hasPrefix(".") { folders.append(name) }
      } else {
        files.insert(name)
      }
    }
    folders.sort()
  }

  private static func isFolder(_ type: Int32, _ name: UnsafePointer<CChar>, in folder: Int32) -> Bool {
    guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return type == Int32(DT_DIR) }
    var status = stat()
    return fstatat(folder, name, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
