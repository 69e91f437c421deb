internal import Diagnostics

/// A `.npz` file of NumPy: arrays by name, of which those with the usual names are images and labels.
///
/// `x_train`, `x_test`, `y_train`, `y_test` as in Keras's `mnist.npz`; `train_images`, `val_labels` and so on as in MedMNIST;
/// else `images`, `x`, `data` or `arr_0`, with `labels` or `y`.
public struct NPZFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// The file at `path`; nothing is opened yet.
  public init(path: String) { self.path = path }

  /// The names of its arrays, in the file's order.
  ///
  /// - Throws: ``ArchiveError``.
  public func names() throws -> [String] { try ArchiveFile(path: path).names().compactMap(Self.arrayName) }

  /// The images by their parts; bytes stay as they are, other numbers become bytes as in ``NPYFile/images(name:labels:)``.
  ///
  /// `name` is what messages call them, the path unless given.
  /// - Throws: ``ArchiveError``, ``NPYError``; ``DatasetError`` when labels and images differ in number, or training and test
  ///   images in shape.
  public func load(name: String? = nil) throws -> NPZImages {
    let names = try names()
    guard let training = Part.training.first(where: { names.contains($0.images) }) else {
      throw NPYError(
        code: .noImages,
        report: Report(
          "no array of images in this file", place: path,
          expected: Part.training.map(\.images).joined(separator: ", "),
          got: names.isEmpty ? "no arrays" : names.prefix(20).joined(separator: ", "),
          cure: "save them under one of these names: numpy.savez(file, images=…, labels=…)"))
    }
    let validation = Part.validation.first { names.contains($0.images) }
    let test = Part.test.first { names.contains($0.images) }
    let parts = [training, validation, test].compactMap(\.self)
    var arrays = try read(Set(parts.flatMap { [$0.images] + $0.labels }))
    let name = name ?? path

    func images(_ part: Part, _ title: String) throws -> (any ImageSource)? {
      let labels = try part.labels.lazy.compactMap { arrays[$0] }.first?.labels()
      // An array is let go as soon as it is converted.
      guard let array = arrays.removeValue(forKey: part.images) else { return nil }
      return try array.images(name: title, source: path, labels: labels)
    }
    guard let trainingImages = try images(training, "\(name) training") else {
      throw NPYError(code: .noImages, report: Report("the file changed while it was read", place: path))
    }
    let images = NPZImages(
      training: trainingImages, validation: try validation.flatMap { try images($0, "\(name) validation") },
      test: try test.flatMap { try images($0, "\(name) test") })
    let shape = images.training.shape
    if let validation = images.validation {
      try DatasetError.check(validationShape: validation.shape, against: shape, of: path)
    }
    if let test = images.test { try DatasetError.check(testShape: test.shape, against: shape, of: path) }
    return images
  }

  private func read(_ names: Set<String>) throws -> [String: NPYArray] {
    var arrays: [String: NPYArray] = [:]
    try ArchiveFile(path: path).forEach { entry in
      if let name = Self.arrayName(entry.name), names.contains(name) { arrays[name] = try NPYArray(RecordFile(entry)) }
      return true
    }
    return arrays
  }

  private static func arrayName(_ entry: String) -> String? {
    entry.hasSuffix(".npy") ? String(entry.dropLast(4)) : nil
  }

  /// The names of a part's arrays.
  private struct Part {
    let images: String
    let labels: [String]

    static let training = [
      Part(images: "x_train", labels: ["y_train"]), Part(images: "train_images", labels: ["train_labels"]),
      Part(images: "images", labels: ["labels", "y"]), Part(images: "x", labels: ["labels", "y"]),
      Part(images: "data", labels: ["labels", "y"]), Part(images: "arr_0", labels: ["labels", "y"]),
    ]
    static let validation = [
      Part(images: "x_val", labels: ["y_val"]), Part(images: "val_images", labels: ["val_labels"]),
    ]
    static let test = [
      Part(images: "x_test", labels: ["y_test"]), Part(images: "test_images", labels: ["test_labels"]),
    ]
  }
}

/// The parts of a `.npz` file.
public struct NPZImages: Sendable {
  /// The training images, or all where the file has no parts.
  public let training: any ImageSource
  /// Nil where the file has none.
  public let validation: (any ImageSource)?
  /// Nil where the file has none.
  public let test: (any ImageSource)?
}
