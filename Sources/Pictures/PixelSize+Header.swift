extension PixelSize {
  /// Reads the size from the header of an encoded picture.
  ///
  /// - Parameters:
  ///   - bytes: the encoded file.
  ///   - page: the page of a TIFF, from 0.
  ///   - place: the file or record, for messages.
  /// - Throws: ``PictureError``.
  public init(ofPicture bytes: UnsafeRawBufferPointer, page: Int = 0, place: String) throws(PictureError) {
    // Decoding a PNG takes long, and its first chunk starts with both stored sides.
    if try PictureFormat(of: bytes, place: place) == .png,
      let width = bytes.unsigned(UInt32.self, at: 16, bigEndian: true),
      let height = bytes.unsigned(UInt32.self, at: 20, bigEndian: true)
    {
      let swaps = PNGChunks(bytes).orientation.swapsAxes
      self.init(width: swaps ? height : width, height: swaps ? width : height)
    } else if try PictureFormat(of: bytes, place: place) == .webp {
      self = try WebPHeader(bytes, place: place).uprightSize
    } else {
      self = try EncodedPicture(bytes, page: page, place: place).size
    }
  }
}
