import ImageFormats
import ImageShapes
import Pictures
internal import SwiftProtobuf

extension ImportItem {
  /// The record's value: a Datum message of the image.
  ///
  /// The padding's noise is drawn from `position`, the image's index in its list.
  /// - Throws: why the image cannot be read.
  func datum(_ settings: ImportSettings, position: Int) throws -> [UInt8] {
    let (pixels, shape) = try planes(settings, position: position)
    let datum =
      if settings.encoding == .none {
        pixels.withUnsafeBufferPointer {
          Caffe_Datum(
            planes: $0, channels: shape.channels, height: shape.height, width: shape.width, label: label)
        }
      } else {
        Caffe_Datum(
          file: try encoded(Picture(bytePlanes: pixels, shape: shape), settings.encoding),
          channels: shape.channels, height: shape.height, width: shape.width, label: label)
      }
    return try datum.serializedBytes()
  }

  private func encoded(_ picture: Picture, _ encoding: ImportSettings.Encoding) throws -> [UInt8] {
    encoding == .jpg ? try picture.jpeg(quality: 90) : try picture.png()
  }

  /// The image in its final shape, red first.
  private func planes(_ settings: ImportSettings, position: Int) throws -> ([UInt8], ImageShape) {
    let preparation = PicturePreparation(
      size: settings.size, mode: settings.mode, filter: settings.filter, colour: settings.colour)
    switch content {
    case .file(let path):
      return try Picture.withFile(path, title: path) {
        try decoded($0, place: path, preparation, position: position)
      }
    case .bytes(let bytes):
      return try bytes.withUnsafeBytes { try decoded($0, place: title, preparation, position: position) }
    case .image(let source, let index):
      let pixels = try source.pixels(at: index)
      let shape = ImageShape(
        channels: settings.colour?.channels ?? source.channels, height: settings.size?.height ?? source.height,
        width: settings.size?.width ?? source.width)
      if shape == source.shape { return (pixels, shape) }
      let picture = Picture(bytePlanes: pixels, shape: source.shape)
      return (filled(shape) { preparation.write(picture, index: position, as: shape, into: $0) }, shape)
    }
  }

  private func decoded(
    _ bytes: UnsafeRawBufferPointer, place: String, _ preparation: PicturePreparation, position: Int
  ) throws -> ([UInt8], ImageShape) {
    let colour = preparation.colour ?? .rgb
    guard let size = preparation.size else {
      let picture = try Picture(decoding: bytes, place: place).converted(to: colour)
      return (picture.bytePlanes, picture.shape)
    }
    let shape = ImageShape(channels: colour.channels, height: size.height, width: size.width)
    return (
      try filled(shape) { try preparation.write(bytes, place: place, index: position, as: shape, into: $0) }, shape
    )
  }

  private func filled(
    _ shape: ImageShape, _ fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) rethrows -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: shape.elements) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<shape.elements]))
      initialized = shape.elements
    }
  }
}
