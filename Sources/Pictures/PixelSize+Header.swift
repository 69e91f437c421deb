extension PixelSize {
  /// The size that the header of an encoded picture gives.
  ///
  /// - Throws: ``PictureError``.
  package init(ofPicture bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    // The first chunk of a PNG begins with both sides; to decode one takes long.
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
