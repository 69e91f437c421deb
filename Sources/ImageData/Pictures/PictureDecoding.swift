internal import Diagnostics
internal import Foundation
internal import Tensors

extension Picture {
  /// The picture that an encoded file's `bytes` hold; which format it is, its first bytes tell.
  ///
  /// `place` is the file or record, for messages. A JPEG may be decoded at a fraction of its size that still covers
  /// `covering`.
  /// - Throws: why it is no picture.
  public init(decoding bytes: UnsafeRawBufferPointer, place: String, covering: PixelSize? = nil) throws {
    self = try PNGFile(path: place).decoded(Data(bytes))
  }
}

extension PicturePreparation {
  /// Decodes `bytes` and writes the picture, brought to `shape`, as planes `[c, h, w]` into `pixels`.
  ///
  /// `place` is the file or record, for messages; `index` is the image's number, by which noise is drawn.
  /// - Throws: why it is no picture, or cannot be brought to `shape`.
  func write(
    _ bytes: UnsafeRawBufferPointer, place: String, index: Int, as shape: ImageShape,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    let size = PixelSize(width: shape.width, height: shape.height)
    let picture = try Picture(decoding: bytes, place: place, covering: self.size == nil ? nil : size)
    let colour: Picture.Colour = shape.channels == 1 ? .grey : .rgb
    _ = pixels.update(
      fromContentsOf: picture.converted(to: colour).resized(width: size.width, height: size.height).bytePlanes)
  }
}
