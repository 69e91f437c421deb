internal import Diagnostics
public import Pictures

extension ImageSource {
  /// The image at `index` as a picture; the source must have images of 1 or 3 channels.
  ///
  /// - Throws: why the image cannot be read.
  public func picture(at index: Int) throws -> Picture { Picture(bytePlanes: try pixels(at: index), shape: shape) }
}

extension ImageSet {
  /// A set of pictures of one size and colour model; at least one.
  public convenience init(pictures: [Picture], name: String) {
    require(Set(pictures.map(\.shape)).count == 1, "\(name): the pictures differ in shape, or there are none")
    self.init(pixels: pictures.flatMap(\.bytePlanes), shape: pictures[0].shape, name: name)
  }
}
