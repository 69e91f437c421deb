extension PixelSize {
  /// Reads the size from the header of an encoded picture.
  ///
  /// - Throws: ``PictureError``.
  package init(ofPicture bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    // Decoding a PNG takes long, and its first chunk starts with both sides.
    if try PictureFormat(of: bytes, place: place) == .png,
      let width = bytes.unsigned(UInt32.self, at: 16, bigEndian: true),
      let height = bytes.unsigned(UInt32.self, at: 20, bigEndian: true)
    {
      self.init(width: Int(width), height: Int(height))
    } else {
      self = try EncodedPicture(bytes, place: place).size
    }
  }
}
