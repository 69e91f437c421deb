import Diagnostics
import ImageData
import ImageFormats
import ImageShapes
import Training

extension Run {
  /// `count` images evenly spread over the validation images, or over the training images where there are none, in memory.
  ///
  /// Images that cannot be read are left out where the run skips them.
  func observedImages(_ count: Int) throws -> ImageSubset {
    let part = dataset.validation.count > 0 ? dataset.validation : dataset.training
    let chosen = min(count, part.count)
    let spread = try ImageSubset(
      part.images, indices: (0..<chosen).map { part.indices[$0 * part.count / chosen] }, reading: part.reading,
      badImages: part.badImages
    ).readable(chosen)
    // Numbers between the levels of bytes stay as they are.
    guard !part.images.hasFractions else { return spread }
    let labels = spread.labels
    let shape = part.images.shape
    let images = try spread.indices.map { try part.images.pixels(at: Int($0)) }
    return ImageSubset(
      ImageSet(
        count: images.count, shape: shape, labels: labels, classNames: part.images.classNames, name: "observed images"
      ) { pixels in
        for (place, image) in images.enumerated() {
          for (index, byte) in image.enumerated() { pixels[place * shape.elements + index] = byte }
        }
      })
  }
}
