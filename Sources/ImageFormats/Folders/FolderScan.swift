internal import Diagnostics

/// The pictures of a folder: its own, or those of its sub-folders as one class each.
struct FolderScan {
  /// The names of the classes' folders, their bytes sorted; empty where the pictures lie in the folder itself.
  private(set) var classes: [String] = []
  private(set) var paths: PathList
  /// The place in ``classes`` of each picture, where there are classes.
  private(set) var labels: [Int32] = []
  /// Files that are hidden or no pictures.
  private(set) var ignored = 0

  /// The pictures of the folder at `path`, perhaps none; a folder without pictures is no class.
  ///
  /// - Throws: ``ImageFolderError``.
  init(path: String) throws(ImageFolderError) {
    paths = PathList(root: path)
    let listing = try Self.listing(path)
    ignored = listing.ignored
    for index in 0..<listing.pictures.count { try add(listing.pictures[index], place: path) }
    for index in 0..<listing.folders.count {
      let before = paths.count
      try addTree(listing.folders[index], of: path, above: listing.identity)
      guard paths.count > before else { continue }
      guard listing.pictures.isEmpty else {
        throw ImageFolderError(
          .mixed,
          Report(
            "pictures lie in the folder and in its sub-folders as well", place: path,
            expected: "pictures alone, or one sub-folder per class",
            got: "\(listing.pictures.count) pictures beside \(listing.folders.text(index))/",
            cure: "move the pictures into a sub-folder of their own"))
      }
      labels += repeatElement(Int32(classes.count), count: paths.count - before)
      classes.append(listing.folders.text(index))
    }
  }

  static func listing(_ path: String) throws(ImageFolderError) -> FolderListing {
    try listing(bytes: Array(path.utf8) + [0])
  }

  /// Adds all pictures below the sub-folder `name`: of each folder first its own, then those of its sub-folders.
  ///
  /// A folder that links reach again is not entered a second time.
  private mutating func addTree(
    _ name: some Collection<UInt8>, of root: String, above: FolderListing.Identity
  ) throws(ImageFolderError) {
    var visited: Set = [above]
    var waiting = [Array(name)]
    while let folder = waiting.popLast() {
      let path = Array(root.utf8) + [UInt8(ascii: "/")] + folder + [0]
      let listing = try Self.listing(bytes: path)
      guard visited.insert(listing.identity).inserted else { continue }
      ignored += listing.ignored
      let prefix = folder + [UInt8(ascii: "/")]
      for index in 0..<listing.pictures.count { try add(prefix + listing.pictures[index], place: root) }
      for index in (0..<listing.folders.count).reversed() { waiting.append(prefix + listing.folders[index]) }
    }
  }

  private static func listing(bytes: [UInt8]) throws(ImageFolderError) -> FolderListing {
    try bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { (characters) throws(ImageFolderError) in
      guard let start = characters.baseAddress else { fatalError("a path has at least its end") }
      return try FolderListing(path: start)
    }
  }

  private mutating func add(_ path: some Collection<UInt8>, place: String) throws(ImageFolderError) {
    guard paths.count < Int(Int32.max) else {
      throw ImageFolderError(
        .tooMany,
        Report(
          "more pictures than can be numbered", place: place, expected: "at most \(Int32.max)",
          cure: "name one of its sub-folders"))
    }
    paths.append(path)
  }
}
