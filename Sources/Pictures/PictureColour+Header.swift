extension Picture.Colour {
  /// Reads whether an encoded picture is grey or in colour, of a PNG from its header, else from a much reduced picture.
  ///
  /// - Throws: ``PictureError``.
  public init(ofPicture bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    // The second bit of a PNG's colour type says that it has colours or a palette.
    if try PictureFormat(of: bytes, place: place) == .png, bytes.count > 25 {
      self = bytes[25] & 2 == 0 ? .grey : .rgb
    } else {
      self = try Picture(decoding: bytes, place: place, covering: .tiny).colour
    }
  }
}
