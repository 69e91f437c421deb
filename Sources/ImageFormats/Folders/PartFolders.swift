/// The sub-folders that hold the parts of a data set.
struct PartFolders {
  private(set) var training: String?
  private(set) var validation: String?
  private(set) var test: String?

  /// Finds the parts below the folder at `path`, by their names in any letter case.
  ///
  /// A sub-folder `train` is the training part only beside a validation or test part, or alone: among other names it is a
  /// class of railway trains.
  /// - Throws: ``ImageFileError``.
  init(path: String) throws(ImageFileError) {
    let listing = try FolderScan.listing(path)
    for index in 0..<listing.folders.count {
      let name = listing.folders.text(index)
      switch name.lowercased() {
      case "train", "training": training = training ?? "\(path)/\(name)"
      case "val", "valid", "validation": validation = validation ?? "\(path)/\(name)"
      case "test", "testing": test = test ?? "\(path)/\(name)"
      default: break
      }
    }
    let isParted =
      training != nil && listing.pictures.isEmpty && (validation != nil || test != nil || listing.folders.count == 1)
    if !isParted { (training, validation, test) = (nil, nil, nil) }
  }
}
