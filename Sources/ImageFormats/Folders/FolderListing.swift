internal import Diagnostics
internal import Foundation

/// What one folder holds, sorted by the bytes of the names.
struct FolderListing {
  /// What tells a folder from all others, however it is reached.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  private(set) var pictures = SortedNames()
  private(set) var folders = SortedNames()
  /// Files that are hidden or have no picture's ending.
  private(set) var ignored = 0
  let identity: Identity

  /// The listing of the folder at `path`.
  ///
  /// - Throws: ``ImageFolderError``.
  init(path: UnsafePointer<CChar>) throws(ImageFolderError) {
    guard let stream = opendir(path) else { throw ImageFolderError(unreadable: String(cString: path), number: errno) }
    defer { closedir(stream) }
    let descriptor = dirfd(stream)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ImageFolderError(unreadable: String(cString: path), number: errno)
    }
    identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw ImageFolderError(unreadable: String(cString: path), number: errno) }
        break
      }
      // The name goes on as far as it is long, whatever the length of the C structure.
      let start = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
      let name = UnsafeRawBufferPointer(start: start, count: strlen(start))
      if name.first == UInt8(ascii: ".") {
        if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { ignored += 1 }
        continue
      }
      if Self.isFolder(Int32(entry.pointee.d_type), start, in: descriptor) {
        folders.append(name)
      } else if PictureEnding.isPicture(name) {
        // Perhaps a link that leads nowhere, a pipe or a device: that it is no picture is told when it is read.
        pictures.append(name)
      } else {
        ignored += 1
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

/// Names of files, their bytes side by side.
struct SortedNames {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>] = []

  var count: Int { ranges.count }
  var isEmpty: Bool { ranges.isEmpty }

  /// The bytes of the name at `index`.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }

  /// The name at `index` for people; what is not UTF-8 is replaced.
  func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

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

/// The endings of files that are taken for pictures, in any letter case.
package enum PictureEnding {
  package static let all = ["png", "jpg", "jpeg", "bmp", "ppm", "pgm"]

  /// Whether `name` ends in one of them.
  package static func isPicture(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return false }
    let ending = name[name.index(after: dot)...]
    return all.contains { $0.utf8.elementsEqual(ending.lazy.map { $0 | 0x20 }) }
  }
}
