package import Autoencoders
import Diagnostics
package import ImageData
import ImageFormats
import ImageShapes

extension TracedModel {
  /// Rejects images that the model cannot take: of another shape, or without the labels that it needs.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - place: What errors call them, such as `the test images of mnist`.
  /// - Throws: ``RunError``.
  package func check(_ images: ImageSubset, place: String? = nil) throws(RunError) {
    guard images.count > 0 else { return }
    let place = place ?? images.images.name
    guard images.images.shape == image else {
      throw RunError(
        .noImages,
        Report(
          "the images have another shape than the model's", place: place, expected: "\(image)",
          got: "\(images.images.shape)", cure: "give images of the shape that the run was trained on"))
    }
    guard needsLabels else { return }
    guard let labels = images.labels else {
      throw RunError(
        .labels,
        Report(
          "the model needs the class of each image, and the images have no labels", place: place,
          expected: "a label for each image\(classRange.map { ", \($0)" } ?? "")", got: "none",
          cure: "give images with labels (class folders, a list with numbers, npz with y), or choose a model without "
            + "classes, such as VAE"))
    }
    for (position, label) in labels.enumerated() where label < 0 || label >= classCount ?? .max {
      let title = images.images.title(of: Int(images.indices[position]))
      throw RunError(
        .labels,
        Report(
          label < 0 ? "an image has no class, which the model needs" : "a label is outside the model's classes",
          place: "\(place), \(title)", expected: classRange ?? "0 or more", got: "\(label)",
          cure: label < 0
            ? "label the image, or leave it out"
            : #"train with --model-args '{"classes":\#(Int(labels.max() ?? label) + 1)}'"#))
    }
  }

  /// The labels that the model takes, in words.
  private var classRange: String? { classCount.map { "0 to \($0 - 1)" } }
}

extension Dataset {
  /// Rejects training, validation and test images that `model` cannot take.
  /// - Throws: ``RunError``, or why the test images cannot be read.
  func check(for model: TracedModel) throws {
    try model.check(training, place: "\(name), training images")
    try model.check(validation, place: "\(name), validation images")
    if let test { try model.check(test.load(), place: "\(name), test images") }
  }
}
