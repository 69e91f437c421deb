internal import Foundation
public import Pictures
public import ImageFormats

/// The images at a path: training images and, if there are any, validation and test images.
public struct ImageCollection: Sendable {
  /// The kind of files.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A file in MNIST's format, or a folder with MNIST's four.
    case idx
    /// CIFAR-10 or CIFAR-100 in their binary version: a folder or an archive.
    case cifar
    /// An array, `.npy`, or several, `.npz`.
    case numpy
    /// A database of Caffe's Datums, or a folder with databases such as `train_db`.
    case lmdb
    /// A text list of pictures.
    case list
    /// A folder of pictures.
    case folder
  }

  /// The kind of files.
  public let kind: Kind
  /// The path's last component without file extension; for a dataset.yaml, its folder's name.
  public let title: String
  /// The training images.
  public private(set) var training: any ImageSource
  /// The validation images; nil if there are none.
  public private(set) var validation: (any ImageSource)?
  /// The test images; nil if there are none.
  public private(set) var test: (any ImageSource)?
  /// A file with the mean of the training images, if there is one.
  public let meanFile: String?
  /// The size to which images are resized, by the reading or a dataset.yaml; nil for their own size.
  public let size: PixelSize?
  /// The validation split in a dataset.yaml.
  public let split: ValidationSplit?
  /// The skipped files beside the pictures: hidden ones and files other than pictures.
  public let ignoredFiles: IgnoredFiles

  init(
    path: String, kind: Kind, parts: CollectionParts, size: PixelSize?, meanFile: String? = nil,
    split: ValidationSplit? = nil
  ) {
    (self.kind, self.meanFile, self.split, ignoredFiles) = (kind, meanFile, split, parts.ignoredFiles)
    self.size = size
    (training, validation, test) = (parts.training, parts.validation, parts.test)
    title = Self.title(of: path)
  }

  /// The title of a path in tables and run names.
  static func title(of path: String) -> String {
    // `.` and `..` have names too.
    var url = URL(fileURLWithPath: path).standardizedFileURL
    if url.lastPathComponent == DatasetDescription.fileName { url.deleteLastPathComponent() }
    let component = url.lastPathComponent
    return component.split(separator: ".").first.map(String.init) ?? component
  }
}

/// The images of a collection that is being opened.
struct CollectionParts {
  var training: any ImageSource
  var validation: (any ImageSource)?
  var test: (any ImageSource)?
  var ignoredFiles: IgnoredFiles

  init(
    training: any ImageSource, validation: (any ImageSource)? = nil, test: (any ImageSource)? = nil,
    ignoredFiles: IgnoredFiles = IgnoredFiles()
  ) {
    (self.training, self.validation, self.test) = (training, validation, test)
    self.ignoredFiles = ignoredFiles
  }
}
