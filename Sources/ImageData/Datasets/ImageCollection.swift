internal import Foundation
public import Pictures
public import ImageFormats

/// What a path holds: images to train on and, where there are any, to validate and to test with.
public struct ImageCollection: Sendable {
  /// What files the images are in.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A file in MNIST's format, or a folder with MNIST's four.
    case idx
    /// CIFAR-10 or CIFAR-100 in their binary version: a folder or an archive.
    case cifar
    /// An array, `.npy`, or several, `.npz`.
    case numpy
    /// A database of Caffe's Datums, or a folder with `train_db` and its like.
    case lmdb
    /// A text file that names pictures.
    case list
    /// A folder of pictures.
    case folder
  }

  /// What the files are.
  public let kind: Kind
  /// The path's last component without an ending; of a dataset.yaml its folder's.
  public let title: String
  /// The images to train on.
  public private(set) var training: any ImageSource
  /// The images that are there to validate with.
  public private(set) var validation: (any ImageSource)?
  /// The images that are there to test with.
  public private(set) var test: (any ImageSource)?
  /// A file with the mean of the training images, where one belongs to them.
  public let meanFile: String?
  /// The size that all images are brought to, by what was asked for or a dataset.yaml says; nil for the size that they have.
  public let size: PixelSize?
  /// What the collection says is to validate.
  public let split: ValidationSplit?
  /// Files beside the pictures that were passed over: hidden ones and such as are no pictures.
  public let ignoredFiles: Int

  init(
    path: String, kind: Kind, parts: CollectionParts, size: PixelSize?, meanFile: String? = nil,
    split: ValidationSplit? = nil
  ) {
    (self.kind, self.meanFile, self.split, ignoredFiles) = (kind, meanFile, split, parts.ignoredFiles)
    self.size = size
    (training, validation, test) = (parts.training, parts.validation, parts.test)
    title = Self.title(of: path)
  }

  /// What a path is called in lists and names of runs.
  static func title(of path: String) -> String {
    // `.` and `..` have names too.
    var url = URL(fileURLWithPath: path).standardizedFileURL
    if url.lastPathComponent == DatasetDescription.fileName { url.deleteLastPathComponent() }
    let component = url.lastPathComponent
    return component.split(separator: ".").first.map(String.init) ?? component
  }
}

/// The images of a collection, before it has a name.
package struct CollectionParts {
  package var training: any ImageSource
  package var validation: (any ImageSource)?
  package var test: (any ImageSource)?
  package var ignoredFiles: Int

  package init(
    training: any ImageSource, validation: (any ImageSource)? = nil, test: (any ImageSource)? = nil,
    ignoredFiles: Int = 0
  ) {
    (self.training, self.validation, self.test) = (training, validation, test)
    self.ignoredFiles = ignoredFiles
  }
}
