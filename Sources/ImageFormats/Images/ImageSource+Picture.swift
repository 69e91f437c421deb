internal import Diagnostics
public import Pictures

extension ImageSource {
  /// Reads the image at `index` as a picture; the images must have 1 or 3 channels.
  ///
  /// - Throws: why the image cannot be read.
  public func picture(at index: Int) throws -> Picture { Picture(bytePlanes: try pixels(at: index), shape: shape) }
}

extension ImageSet {
  /// Creates a set from pictures.
  ///
  /// - Parameters:
  ///   - pictures: at least one, all of one size and colour model.
  ///   - labels: the class of each; nil for none.
  ///   - name: the name in messages and reports.
  public convenience init(pictures: [Picture], labels: [Int32]? = nil, name: String) {
    require(Set(pictures.map(\.shape)).count == 1, "\(name): the pictures differ in shape, or there are none")
    self.init(pixels: pictures.flatMap(\.bytePlanes), shape: pictures[0].shape, labels: labels, name: name)
  }
}
