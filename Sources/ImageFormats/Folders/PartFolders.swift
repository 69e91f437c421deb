/// The sub-folders that hold the parts of a data set.
struct PartFolders {
  private(set) var training: String?
  private(set) var validation: String?
  private(set) var test: String?

  /// The parts below the folder at `path`, by their names in any letter case.
  ///
  /// A sub-folder `train` is the training part only where a validation or test part stands beside it or nothing else:
  /// among other names it is a class of railway trains.
  /// - Throws: ``ImageFolderError``.
  init(path: String) throws(ImageFolderError) {
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
