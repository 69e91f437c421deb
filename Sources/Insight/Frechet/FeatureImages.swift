import Diagnostics
import ImageData
import ImageFormats
import Training

/// The images with classes that a feature network learns from, and those that it is tested on.
struct FeatureImages {
  /// The training images.
  let training: ImageSubset
  /// Images that are not among them; none where the data set holds none out.
  let test: ImageSubset
  /// The number of classes, numbered from 0.
  let classes: Int

  /// Chooses the images of `dataset`.
  ///
  /// - Throws: `RunError` unless there are at least two classes; why the test images cannot be read.
  init(_ dataset: Dataset, place: String) throws {
    let (part, held) = (dataset.training, try dataset.test?.load())
    // Those held out for validation as well: runs with other splits have the same features.
    let all =
      held == nil ? part : ImageSubset(part.images, reading: part.reading, badImages: part.badImages)
    training = all.withClasses
    test = (held ?? dataset.validation).withClasses
    let known = Set(training.labels ?? []).union(test.labels ?? [])
    guard known.count > 1 else {
      throw RunError(
        .labels,
        Report(
          "features need a classifier, and the images have no classes", place: "\(place) on \(dataset.name)",
          expected: "labels of 2 classes or more", got: known.isEmpty ? "none" : "1 class",
          cure: "name a data set with classes whose classifier gives the features: --features mnist"))
    }
    classes = Int(known.max() ?? 0) + 1
  }

  /// Text that differs for other images, classes or test images.
  var identity: String {
    let fingerprints = [training.images.fingerprint, test.count > 0 ? test.images.fingerprint : ""]
    let chosen = [training, test].map { subset in
      "\(subset.count) \((subset.labels ?? []).map(String.init).joined(separator: ","))"
    }
    return (fingerprints + chosen).joined(separator: " ")
  }
}

extension ImageSubset {
  /// The images whose class is known.
  fileprivate var withClasses: ImageSubset {
    guard let labels else { return selecting([]) }
    return labels.contains { $0 < 0 } ? selecting(labels.indices.filter { labels[$0] >= 0 }) : self
  }
}
