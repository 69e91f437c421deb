internal import Diagnostics
internal import Foundation
public import ImageFormats
import ImageShapes
import Pictures

extension ImageCollection {
  /// Opens the image collection at `path`.
  ///
  /// IDX files are loaded; other files are read on demand. A folder may hold a dataset.yaml, MNIST's or CIFAR's files, a
  /// database (`data.mdb`), databases `train_db`, `val_db` and `test_db`, or pictures. A file may be a dataset.yaml, IDX, a
  /// CIFAR archive, `.npy`, `.npz` or a text list.
  /// - Throws: ``DatasetError`` when the kind is not recognised; `InputFileError`, `ImageFileError`.
  public static func open(_ path: String, reading: ImageReading = ImageReading()) throws -> ImageCollection {
    try CollectionOpening(reading: reading).open(path)
  }
}

/// Opens collections.
struct CollectionOpening {
  let reading: ImageReading

  /// Opens the collection at `path`.
  func open(_ path: String) throws -> ImageCollection {
    switch try CollectionKind(path: path) {
    case .images(.lmdb):
      if let job = DIGITSJob(folder: path) { return try open(job, path) }
      return try open(path, kind: .lmdb)
    case .images(let kind):
      return try open(path, kind: kind)
    case .description(let file):
      return try open(description: file)
    }
  }

  private func open(_ path: String, kind: ImageCollection.Kind) throws -> ImageCollection {
    let parts = try finished(parts(of: path, kind: kind))
    let meanFile = kind == .lmdb ? existing("\(path)/mean.binaryproto") : nil
    return ImageCollection(path: path, kind: kind, parts: parts, size: reading.preparation.size, meanFile: meanFile)
  }

  /// Opens the collection of a dataset.yaml.
  private func open(description file: String) throws -> ImageCollection {
    let description = try DatasetDescription(path: file).resolved(in: ImageList.folder(of: file))
    let opening = CollectionOpening(reading: description.reading(reading))
    let kind = try description.kind ?? opening.kind(of: description.training)
    var parts = try opening.parts(of: description.training.images, labels: description.training.labels, kind: kind)
    func other(_ part: DatasetDescription.Part?) throws -> CollectionParts? {
      try part.map { part in
        try opening.parts(
          of: part.images, labels: part.labels, kind: description.kind ?? opening.kind(of: part),
          shape: parts.training.shape)
      }
    }
    let validation = try other(description.validation)
    let test = try other(description.test)
    parts.validation = validation?.training ?? parts.validation
    parts.test = test?.training ?? parts.test
    for part in [validation, test] { parts.ignoredFiles.add(part?.ignoredFiles ?? IgnoredFiles()) }
    let mean = try description.mean.map { mean in
      guard let mean = existing(mean) else {
        throw DatasetError(
          .missingPath, "no such file", place: mean, expected: "the mean of the images",
          cure: "correct mean: in \(file)")
      }
      return mean
    }
    return ImageCollection(
      path: file, kind: kind, parts: try opening.finished(parts), size: opening.reading.preparation.size,
      meanFile: mean, split: description.split)
  }

  private func kind(of part: DatasetDescription.Part) throws -> ImageCollection.Kind {
    guard case .images(let kind) = try CollectionKind(path: part.images, takesDescriptions: false) else {
      fatalError("a description within a description")
    }
    return kind
  }

  func existing(_ path: String) -> String? { FileManager.default.fileExists(atPath: path) ? path : nil }

  /// The images at `path`; nil for `shape` to probe it.
  func parts(
    of path: String, labels: String? = nil, kind: ImageCollection.Kind, shape: ImageShape? = nil
  ) throws -> CollectionParts {
    if kind != .cifar { try DatasetError.checkHasOnlyFineLabels(path, reading) }
    return switch kind {
    case .idx: try idx(path)
    case .cifar: try cifar(path)
    case .numpy: try numpy(path)
    case .lmdb: try databases(path, labels: labels, shape: shape)
    case .list: try list(path, shape: shape)
    case .folder: try folder(path, shape: shape)
    }
  }

  private func idx(_ path: String) throws -> CollectionParts {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return CollectionParts(training: try IDXFile(path: path).images(reading: reading))
    }
    guard let folder = MNISTFolder(path: path) else { throw DatasetError(nothingIn: path) }
    let names = folder.classNames(DatasetCatalogue.standard.known)
    return CollectionParts(
      training: try folder.training(classNames: names, reading), test: try folder.test(classNames: names, reading))
  }

  private func cifar(_ path: String) throws -> CollectionParts {
    guard let folder = CIFARFolder(path: path) else {
      let names = CIFARKind.allCases.map { "\($0.archiveName) or \($0.trainingFiles[0])" }
      throw DatasetError(
        .unrecognized, "no CIFAR images here", place: path, expected: names.joined(separator: ", "),
        cure: "give the archive, or the folder of its files")
    }
    if folder.kind != .cifar100 { try DatasetError.checkHasOnlyFineLabels(path, reading) }
    let images = try folder.load(labels: reading.labelSet)
    return CollectionParts(training: images.training, test: images.test)
  }

  private func numpy(_ path: String) throws -> CollectionParts {
    guard path.lowercased().hasSuffix(".npz") else {
      return CollectionParts(training: try NPYFile(path: path).images(reading: reading))
    }
    let images = try NPZFile(path: path).load(reading: reading)
    return CollectionParts(training: images.training, validation: images.validation, test: images.test)
  }

  func database(_ path: String, labels: String? = nil, shape: ImageShape?) throws -> DatumImages {
    let location = try LMDBLocation(path)
    try UnfinishedImport.refuse(location)
    return try DatumImages.open(location.path, labels: labels, reading: reading, shape: shape)
  }

  private func databases(_ path: String, labels: String?, shape: ImageShape?) throws -> CollectionParts {
    guard existing("\(path)/data.mdb") == nil, let training = existing("\(path)/\(CollectionKind.trainingDatabase)")
    else {
      return CollectionParts(training: try database(path, labels: labels, shape: shape))
    }
    // A data set of images with images as labels has a database for each.
    func features(_ path: String) -> String { existing("\(path)/features") ?? path }
    let images = try database(features(training), shape: shape)
    func part(_ name: String) throws -> (any ImageSource)? {
      try existing("\(path)/\(name)").map { try database(features($0), shape: images.shape) }
    }
    let names = try existing("\(path)/labels.txt").map(ClassNames.read(path:)) ?? []
    return CollectionParts(
      training: images.named(names), validation: try part("val_db")?.named(names),
      test: try part("test_db")?.named(names))
  }

  private func list(_ path: String, shape: ImageShape?) throws -> CollectionParts {
    let list = try ImageList(
      path: path, root: reading.root, classNames: reading.classNames, note: reading.note)
    return CollectionParts(training: try list.images(reading: reading, shape: shape))
  }

  private func folder(_ path: String, shape: ImageShape?) throws -> CollectionParts {
    let folder: ImageFolder
    do {
      folder = try ImageFolder(path: path)
    } catch let error as ImageFileError where error.code == .empty && error.report.place == path {
      throw DatasetError(nothingIn: path)
    }
    let training = try folder.trainingImages(reading: reading, shape: shape)
    return CollectionParts(
      training: training, validation: try folder.validationImages(reading: reading, shape: training.shape),
      test: try folder.testImages(reading: reading, shape: training.shape), ignoredFiles: folder.ignoredFiles)
  }

  /// The parts in the requested size and colour, with class names.
  func finished(_ parts: CollectionParts) throws -> CollectionParts {
    let names = try reading.namesOfClasses()
    if let path = reading.classNames { try ClassNames.checkReplaces(names, of: path, for: parts.training) }
    let finished = reading.finishing(names)
    var parts = parts
    parts.training = try finished(parts.training)
    parts.validation = try parts.validation.map(finished)
    parts.test = try parts.test.map(finished)
    return parts
  }
}

extension ImageReading {
  /// The class names in the reading's file; none without a file.
  ///
  /// - Throws: ``ImageFileError``.
  func namesOfClasses() throws -> [String] { try classNames.map(ClassNames.read(path:)) ?? [] }

  /// A closure that converts images to the requested size and colour and adds class `names`, if there are any.
  func finishing(_ names: [String]) -> (any ImageSource) throws -> any ImageSource {
    { [preparation, classNames, note] images in
      if let classNames { try ClassNames.check(names, of: classNames, for: images) }
      let named = images.named(names)
      let prepared = named.prepared(by: preparation)
      if named.hasFractions, !prepared.hasFractions {
        note?("\(images.name): numbers are rounded to the 256 levels of bytes before they are resized or recoloured")
      }
      return prepared
    }
  }
}

extension DatasetError {
  /// The error for a folder without a collection of images.
  init(nothingIn path: String) {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()) ?? []
    let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    self.init(
      .incomplete, "no training images in this folder", place: path,
      expected: "\(DatasetDescription.fileName), \(MNISTFolder.trainingImagesName), data_batch_1.bin, train.bin, "
        + "data.mdb, \(CollectionKind.trainingDatabase), or pictures (\(PictureExtension.all.joined(separator: ", ")))",
      got: names.isEmpty ? "nothing" : shown, cure: "name the folder that holds the images")
  }
}
