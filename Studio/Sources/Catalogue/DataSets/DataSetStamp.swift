import Foundation
import Hourglass

/// A text that changes when the files of a data set do.
///
/// It follows the description, the paths in it, and the folders directly below them: a picture added to a class changes
/// its folder. A file replaced deep within is only seen when its folder changes.
enum DataSetStamp {
  /// The maximum number of folders below each path that are looked at.
  private static let maxFolders = 4096

  /// The stamp of the data set `set`.
  static func stamp(of set: DataSet) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ number: UInt64) { hash = (hash ^ number) &* 0x100_0000_01b3 }
    func add(_ path: String) {
      guard let stamp = FileStamp(path) else { return add(1) }
      add(stamp.number)
      add(UInt64(bitPattern: stamp.size))
      add(UInt64(bitPattern: stamp.modified))
    }
    add(set.description)
    guard let description = try? DatasetDescription(path: set.description).resolved(in: set.folder) else {
      return String(hash, radix: 16)
    }
    let parts = [description.training, description.validation, description.test].compactMap(\.self)
    let paths = parts.flatMap { [$0.images, $0.labels] } + [description.labels, description.mean]
    for path in paths.compactMap(\.self) {
      add(path)
      // A database is a folder whose file changes.
      add("\(path)/data.mdb")
      for folder in FolderListing(path)?.folders.prefix(maxFolders) ?? [] {
        add("\(path)/\(folder)")
        add("\(path)/\(folder)/data.mdb")
      }
    }
    return String(hash, radix: 16)
  }
}
