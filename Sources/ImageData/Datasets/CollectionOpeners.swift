internal import Diagnostics
package import ImageFormats
package import ImageShapes

/// How the kinds of collections are opened whose formats have readers of their own.
package struct CollectionOpeners: Sendable {
  package typealias PartsOpener = @Sendable (_ path: String, _ reading: ImageReading) throws -> CollectionParts
  package typealias DatabaseOpener =
    @Sendable (_ path: String, _ labels: String?, _ reading: ImageReading, _ shape: ImageShape?) throws
    -> any ImageSource

  /// A folder with CIFAR's files, or their archive.
  let cifar: PartsOpener
  /// An `.npy` or `.npz` file.
  let numpy: PartsOpener
  /// A database and perhaps one with its labels; a `shape` that is given is not looked for.
  let lmdb: DatabaseOpener

  package init(cifar: @escaping PartsOpener, numpy: @escaping PartsOpener, lmdb: @escaping DatabaseOpener) {
    (self.cifar, self.numpy, self.lmdb) = (cifar, numpy, lmdb)
  }

  /// The readers of this library.
  static let standard = CollectionOpeners(
    cifar: { path, reading in
      guard let folder = CIFARFolder(path: path) else { throw noCIFAR(path) }
      if folder.kind != .cifar100 { try DatasetError.checkHasOnlyFineLabels(path, reading) }
      let images = try folder.load(labels: reading.labelSet)
      return CollectionParts(training: images.training, test: images.test)
    },
    numpy: { path, _ in
      guard path.lowercased().hasSuffix(".npz") else {
        return CollectionParts(training: try NPYFile(path: path).images())
      }
      let images = try NPZFile(path: path).load()
      return CollectionParts(training: images.training, validation: images.validation, test: images.test)
    },
    lmdb: { path, labels, reading, shape in
      try UnfinishedImport.refuse(LMDBLocation(path))
      return try DatumImages.open(path, labels: labels, reading: reading, shape: shape)
    })

  private static func noCIFAR(_ path: String) -> DatasetError {
    DatasetError(
      code: .unrecognized,
      report: Report(
        "no images of CIFAR's here", place: path,
        expected: CIFARKind.allCases.map { "\($0.archiveName) or \($0.trainingFiles[0])" }.joined(separator: ", "),
        cure: "give the archive, or the folder of its files"))
  }
}
