import ImageData
import ImageShapes
package import Pictures

extension TrainedRun {
  /// A picture of the model as pictures were before ``images(files:labels:)``: not inverted where the run inverts its images.
  ///
  /// - Parameters:
  ///   - picture: The picture, of the model's shape.
  ///   - size: The size of the picture that it was made from, to bring it back to that scale, without padding; what the run's
  ///     transform crops off is missing. Nil to keep the model's size.
  package func undone(_ picture: Picture, to size: PixelSize?) -> Picture {
    var picture = picture
    if configuration.data.isInverted {
      picture = Picture(
        width: picture.width, height: picture.height, colour: picture.colour, bytes: picture.bytes.map { 255 - $0 })
    }
    guard let size else { return picture }
    let (preparation, shape) = preparation
    let fitted = PixelSize(width: shape.width, height: shape.height)
    let window = PixelSize(width: picture.width, height: picture.height)
    let middle = Augmentations.middle(of: fitted, window)
    return PictureFit(from: size, to: fitted, mode: preparation.mode, filter: preparation.filter)
      .undone(picture, left: middle.left, top: middle.top)
  }
}
