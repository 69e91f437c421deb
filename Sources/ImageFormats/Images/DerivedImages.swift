package import ImageShapes
package import Pictures

/// The images of another source, changed as they are read, or with other class names.
package final class DerivedImages: ImageSource {
  /// Reads the image `index` of `original` and writes the changed pixels, `[c, h, w]`.
  package typealias Reader =
    @Sendable (_ original: any ImageSource, _ index: Int, _ pixels: UnsafeMutableBufferPointer<UInt8>) throws -> Void

  /// The same for levels that are not rounded.
  package typealias LevelReader =
    @Sendable (_ original: any ImageSource, _ index: Int, _ levels: UnsafeMutableBufferPointer<Float>) throws -> Void

  fileprivate let original: any ImageSource
  private let reader: Reader?
  private let levelReader: LevelReader?
  package let shape: ImageShape
  package let classNames: [String]
  private let knownFingerprint = KnownFingerprint()

  /// The images of `original` as `reader` changes them to `shape`; nil for unchanged pixels, shape and class names.
  ///
  /// Without a `levelReader`, pixels that `reader` changes are rounded to bytes.
  package init(
    _ original: any ImageSource, shape: ImageShape? = nil, classNames: [String]? = nil, reader: Reader? = nil,
    levelReader: LevelReader? = nil
  ) {
    (self.original, self.reader, self.levelReader) = (original, reader, levelReader)
    self.shape = shape ?? original.shape
    self.classNames = classNames ?? original.classNames
  }

  package var name: String { original.name }
  package var source: String? { original.source }
  package var count: Int { original.count }
  package var labels: [Int32]? { original.labels }
  package var fingerprint: String {
    reader == nil ? original.fingerprint : knownFingerprint.value { sampledFingerprint }
  }
  package var hasFractions: Bool { original.hasFractions && (reader == nil || levelReader != nil) }
  package func title(of index: Int) -> String { original.title(of: index) }
  package func titleBytes(of index: Int) -> [UInt8] { original.titleBytes(of: index) }
  package func storedSize(of index: Int) throws -> PixelSize { try original.storedSize(of: index) }

  package func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    guard let reader else { return try original.read(index, into: pixels) }
    try reader(original, index, pixels)
  }

  package func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    if let levelReader { return try levelReader(original, index, levels) }
    guard reader != nil else { return try original.readLevels(index, into: levels) }
    for (place, byte) in try pixels(at: index).enumerated() { levels[place] = Float(byte) }
  }
}

extension ImageSource {
  /// The images that these are made of as they are read; the images themselves where they are not derived.
  package var underived: any ImageSource { (self as? DerivedImages)?.original.underived ?? self }

  /// The paths of images that are picture files of their own; nil for other images.
  package var pictureTitles: (@Sendable (Int) -> String)? {
    if let pictures = self as? EncodedPictures { return { pictures.title(of: $0) } }
    if let images = self as? ImageSet { return images.title }
    return (self as? DerivedImages)?.original.pictureTitles
  }

  /// The same images with these class names; the source itself if there are none.
  package func named(_ names: [String]) -> any ImageSource {
    names.isEmpty || names == classNames ? self : DerivedImages(self, classNames: names)
  }

  /// The same images in the preparation's size and colour; the source itself if they already are.
  package func prepared(by preparation: PicturePreparation) -> any ImageSource {
    let prepared = preparation.shape(of: shape)
    guard prepared != shape else { return self }
    return DerivedImages(self, shape: prepared) { original, index, pixels in
      preparation.write(try original.picture(at: index), index: index, as: prepared, into: pixels)
    }
  }

  /// The images in negative: every byte b becomes 255 - b; images in memory stay in memory.
  package func inverted() -> any ImageSource {
    if let images = self as? ImageSet { return images.inverted() }
    return DerivedImages(self) { original, index, pixels in
      try original.read(index, into: pixels)
      for i in pixels.indices { pixels[i] = 255 - pixels[i] }
    } levelReader: { original, index, levels in
      try original.readLevels(index, into: levels)
      for i in levels.indices { levels[i] = 255 - levels[i] }
    }
  }
}

extension ImageSet {
  /// The images in negative.
  public func inverted() -> ImageSet {
    ImageSet(
      count: count, shape: shape, labels: labels, classNames: classNames, name: name, source: source,
      samplesFingerprint: samplesFingerprint, title: title, storedSize: storedSize(of: 0)
    ) { target in
      withPixels { pixels in
        for i in pixels.indices { target[i] = 255 - pixels[i] }
      }
    } unreadable: {
      unreadable
    }
  }
}

extension PicturePreparation {
  /// The shape of prepared images of `shape`; images of other than 1 or 3 channels stay as they are.
  package func shape(of shape: ImageShape) -> ImageShape {
    guard Picture.Colour(rawValue: shape.channels) != nil else { return shape }
    return ImageShape(
      channels: colour?.channels ?? shape.channels, height: size?.height ?? shape.height,
      width: size?.width ?? shape.width)
  }
}
