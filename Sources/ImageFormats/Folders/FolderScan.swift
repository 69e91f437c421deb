internal import Diagnostics

/// The pictures of a folder: those in it, or those of its sub-folders, one class each.
struct FolderScan {
  /// The names of the classes' folders, sorted by their bytes; empty if the pictures lie in the folder itself.
  private(set) var classes: [String] = []
  private(set) var paths: PathList
  /// The index in ``classes`` of each picture, if there are classes.
  private(set) var labels: [Int32] = []
  /// The files that are hidden or not pictures.
  private(set) var ignored = IgnoredFiles()

  /// Scans the folder at `path`; a sub-folder without pictures is not a class.
  ///
  /// - Throws: ``ImageFileError``.
  init(path: String) throws(ImageFileError) {
    paths = PathList(root: path)
    let listing = try Self.listing(path)
    ignored = listing.ignored
    for index in 0..<listing.pictures.count { try add(listing.pictures[index], place: path) }
    for index in 0..<listing.folders.count {
      let before = paths.count
      try addTree(listing.folders[index], of: path, above: listing.identity)
      guard paths.count > before else { continue }
      guard listing.pictures.isEmpty else {
        throw ImageFileError(
          .mixedFolder, "pictures lie both in the folder and in its sub-folders", place: path,
          expected: "only pictures, or one sub-folder for each class",
          got: "\(listing.pictures.count) pictures beside \(listing.folders.text(index))/",
          cure: "move the pictures into a sub-folder of their own")
      }
      labels += repeatElement(Int32(classes.count), count: paths.count - before)
      classes.append(listing.folders.text(index))
    }
  }

  static func listing(_ path: String) throws(ImageFileError) -> FolderListing {
    try listing(bytes: Array(path.utf8) + [0])
  }

  /// Adds all pictures below the sub-folder `name`: those of each folder before those of its sub-folders.
  ///
  /// A folder that links reach again is not entered twice.
  private mutating func addTree(
    _ name: some Collection<UInt8>, of root: String, above: FolderListing.Identity
  ) throws(ImageFileError) {
    var visited: Set = [above]
    var waiting = [Array(name)]
    while let folder = waiting.popLast() {
      let path = Array(root.utf8) + [UInt8(ascii: "/")] + folder + [0]
      let listing = try Self.listing(bytes: path)
      guard visited.insert(listing.identity).inserted else { continue }
      ignored.add(listing.ignored)
      let prefix = folder + [UInt8(ascii: "/")]
      for index in 0..<listing.pictures.count { try add(prefix + listing.pictures[index], place: root) }
      for index in (0..<listing.folders.count).reversed() { waiting.append(prefix + listing.folders[index]) }
    }
  }

  private static func listing(bytes: [UInt8]) throws(ImageFileError) -> FolderListing {
    try bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { (characters) throws(ImageFileError) in
      guard let start = characters.baseAddress else { fatalError("a path has at least its end") }
      return try FolderListing(path: start)
    }
  }

  private mutating func add(_ path: some Collection<UInt8>, place: String) throws(ImageFileError) {
    guard paths.count < Int(Int32.max) else {
      throw ImageFileError(
        .tooMany, "too many pictures", place: place, expected: "at most \(Int32.max)",
        cure: "name one of its sub-folders")
    }
    paths.append(path)
  }
}
