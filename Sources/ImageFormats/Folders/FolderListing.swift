internal import Diagnostics
import Pictures
internal import Foundation

/// The content of one folder, sorted by the bytes of the names.
struct FolderListing {
  /// Identifies a folder, however it is reached.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  private(set) var pictures = SortedNames()
  private(set) var folders = SortedNames()
  /// The files that are hidden or lack a picture's file extension.
  private(set) var ignored = IgnoredFiles()
  let identity: Identity

  /// Lists the folder at `path`.
  ///
  /// - Throws: ``ImageFileError``.
  init(path: UnsafePointer<CChar>) throws(ImageFileError) {
    guard let stream = opendir(path) else { throw ImageFileError(folder: String(cString: path), number: errno) }
    defer { closedir(stream) }
    let descriptor = dirfd(stream)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ImageFileError(folder: String(cString: path), number: errno)
    }
    identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw ImageFileError(folder: String(cString: path), number: errno) }
        break
      }
      // The name may be longer than the C structure says.
      let start = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
      let name = UnsafeRawBufferPointer(start: start, count: strlen(start))
      if name.first == UInt8(ascii: ".") {
        if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { ignored.add(name) }
        continue
      }
      if Self.isFolder(Int32(entry.pointee.d_type), start, in: descriptor) {
        folders.append(name)
      } else if PictureExtension.isPicture(name) {
        // Perhaps a dangling link, a pipe or a device: reading it reports that.
        pictures.append(name)
      } else {
        ignored.add(name)
      }
    }
    pictures.sort()
    folders.sort()
  }

  /// Whether an entry of this type is a folder, or a link to one.
  private static func isFolder(_ type: Int32, _ name: UnsafePointer<CChar>, in folder: Int32) -> Bool {
    guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return type == Int32(DT_DIR) }
    var status = stat()
    return fstatat(folder, name, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// File names in one array of bytes.
struct SortedNames {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>] = []

  var count: Int { ranges.count }
  var isEmpty: Bool { ranges.isEmpty }

  /// The bytes of the name at `index`.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }

  /// The name at `index` as text; bytes that are not text are written as `\xff`.
  func text(_ index: Int) -> String { String(validating: self[index], as: UTF8.self) ?? readableText(self[index]) }

  mutating func append(_ name: UnsafeRawBufferPointer) {
    let start = bytes.count
    bytes.append(contentsOf: name)
    ranges.append(start..<bytes.count)
  }

  mutating func sort() {
    bytes.withUnsafeBytes { bytes in
      ranges.sort { left, right in
        bytes[left].lexicographicallyPrecedes(bytes[right])
      }
    }
  }
}

extension ImageFileError {
  /// The system's error `number` for the folder at `path`.
  init(folder path: String, number: Int32) {
    let isMissing = number == ENOENT || number == ENOTDIR
    self.init(
      isMissing ? .missing : .unreadable, isMissing ? "no such folder" : "the folder cannot be listed", place: path,
      got: String(cString: strerror(number)),
      cure: isMissing ? "check the path" : "make the folder readable for this user")
  }
}
