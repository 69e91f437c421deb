import Foundation

/// The space that files take.
public enum DiskUsage {
  /// The bytes of the file at `path`, or of all files below the folder; links within the folder are not followed.
  ///
  /// What cannot be read counts as 0.
  public static func bytes(at path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    var (sum, waiting) = (0, [path])
    while let folder = waiting.popLast() {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
      while let entry = readdir(stream) {
        // The name may be longer than the C structure says.
        let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        guard fstatat(dirfd(stream), start, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFREG: sum += Int(status.st_size)
        case S_IFDIR:
          let name = String(cString: start)
          if name != ".", name != ".." { waiting.append("\(folder)/\(name)") }
        default: break
        }
      }
    }
    return sum
  }
}
