internal import Diagnostics
import Pictures

/// A `.npz` file of NumPy: named arrays of images and labels.
///
/// `x_train`, `x_test`, `y_train`, `y_test` as in Keras's `mnist.npz`; `train_images`, `val_labels` and so on as in MedMNIST;
/// else `images`, `imgs`, `x`, `data` or `arr_0`, with `labels` or `y`; in any letter case.
public struct NPZFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// Describes the file at `path`; opens nothing.
  public init(path: String) { self.path = path }

  /// The names of the arrays, in the file's order.
  ///
  /// - Throws: ``ImageFileError``.
  public func names() throws -> [String] { try ArchiveFile(path: path).names().compactMap(Self.arrayName) }

  /// Reads the images by their parts, converted as by ``NPYFile``.
  ///
  /// The range recognised in the training images is that of all parts.
  /// - Parameters:
  ///   - name: the name in messages; the path by default.
  ///   - reading: the range of the numbers, and the shape of rows `[n, pixels]`.
  /// - Throws: ``ImageFileError``; `DatasetError` when labels and images differ in number, or training and test
  ///   images in shape.
  public func load(name: String? = nil, reading: ImageReading = ImageReading()) throws -> NPZImages {
    let names = try names()
    guard let training = Part.first(of: Part.training, in: names) else {
      throw ImageFileError(
        .empty, "no array of images in this file", place: path,
        expected: Part.training.map(\.images).joined(separator: ", "),
        got: names.isEmpty ? "no arrays" : names.prefix(20).joined(separator: ", "),
        cure: "save them under one of these names: numpy.savez(file, images=…, labels=…)")
    }
    let validation = Part.first(of: Part.validation, in: names)
    let test = Part.first(of: Part.test, in: names)
    let parts = [training, validation, test].compactMap(\.self)
    var arrays = try read(Set(parts.flatMap { [$0.images] + $0.labels }))
    let name = name ?? path
    var range = reading.preparation.valueRange

    func images(_ part: Part, _ title: String) throws -> (any ImageSource)? {
      let labels = try LabelPolicy.labels(note: reading.note) {
        try part.labels.lazy.compactMap { arrays[$0] }.first?.labels()
      }
      // Releases each array as soon as it is converted.
      guard let array = arrays.removeValue(forKey: part.images) else { return nil }
      // Another part may look as if it were of another range.
      let levels = try array.levels(in: range, note: reading.note)
      range = levels.range
      return try array.images(name: title, source: path, labels: labels, levels: levels, reading: reading)
    }
    guard let trainingImages = try images(training, "\(name) training") else {
      throw ImageFileError(.empty, "the file changed while it was read", place: path)
    }
    let images = NPZImages(
      training: trainingImages, validation: try validation.flatMap { try images($0, "\(name) validation") },
      test: try test.flatMap { try images($0, "\(name) test") })
    let shape = images.training.shape
    for (part, images) in [("validation", images.validation), ("test", images.test)] {
      if let images { try ImageFileError.check(part, shape: images.shape, against: shape, of: path) }
    }
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

  /// The array names of one part.
  private struct Part {
    let images: String
    let labels: [String]

    static let training =
      ["x_train", "train_x"].map { Part(images: $0, labels: ["y_train", "train_y"]) }
      + [Part(images: "train_images", labels: ["train_labels"])]
      + ["images", "imgs", "x", "data", "arr_0"].map { Part(images: $0, labels: ["labels", "y"]) }
    static let validation =
      ["x_val", "x_valid", "val_x"].map { Part(images: $0, labels: ["y_val", "y_valid", "val_y"]) }
      + [Part(images: "val_images", labels: ["val_labels"])]
    static let test =
      ["x_test", "test_x"].map { Part(images: $0, labels: ["y_test", "test_y"]) }
      + [Part(images: "test_images", labels: ["test_labels"])]

    /// The first of `parts` whose images are among `names`, as they are spelt there: in any letter case.
    static func first(of parts: [Part], in names: [String]) -> Part? {
      func spelt(_ name: String) -> String? {
        names.contains(name) ? name : names.first { $0.lowercased() == name }
      }
      for part in parts {
        guard let images = spelt(part.images) else { continue }
        return Part(images: images, labels: part.labels.compactMap(spelt))
      }
      return nil
    }
  }
}

/// The parts of a `.npz` file.
public struct NPZImages: Sendable {
  /// The training images; all images if the file has no parts.
  public let training: any ImageSource
  /// The validation images, if any.
  public let validation: (any ImageSource)?
  /// The test images, if any.
  public let test: (any ImageSource)?
}
