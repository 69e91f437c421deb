internal import Diagnostics
package import Tensors

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
    cifar: { path, _ in throw absent("CIFAR's binary files", path) },
    numpy: { path, _ in throw absent("NumPy's files", path) },
    lmdb: { path, labels, reading, shape in
      try DatumImages.open(path, labels: labels, reading: reading, shape: shape)
    })

  private static func absent(_ format: String, _ path: String) -> DatasetError {
    DatasetError(
      code: .unrecognized,
      report: Report("\(format) cannot be read", place: path, cure: "convert the images to files of pictures"))
  }
}
