internal import CTurboJPEG
internal import Diagnostics

extension Picture {
  /// The picture as a baseline JPEG of `quality` 1 to 100, its colours at half the resolution as is usual.
  ///
  /// - Throws: ``PictureError`` where it is too large for the format: 65,500 pixels a side.
  public func jpeg(quality: Int = 90) throws(PictureError) -> [UInt8] {
    require((1...100).contains(quality), "a JPEG has a quality of 1 to 100, not \(quality)")
    let sampling = CInt((colour == .grey ? TJSAMP_GRAY : TJSAMP_420).rawValue)
    let format = CInt((colour == .grey ? TJPF_GRAY : TJPF_RGB).rawValue)
    let most = tjBufSize(CInt(clamping: width), CInt(clamping: height), sampling)
    guard most != CUnsignedLong.max, let compressor = tjInitCompress() else {
      throw .notEncoded(.jpeg, place: nil, got: "\(width) x \(height) pixels")
    }
    defer { tjDestroy(compressor) }
    var failure: String?
    let encoded = [UInt8](unsafeUninitializedCapacity: Int(most)) { buffer, count in
      var start = buffer.baseAddress
      var length = most
      let status = tjCompress2(
        compressor, bytes, CInt(width), 0, CInt(height), format, &start, &length, sampling, CInt(quality),
        TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT)
      if status == 0 { count = Int(length) } else { failure = String(cString: tjGetErrorStr2(compressor)) }
    }
    if let failure { throw .notEncoded(.jpeg, place: nil, got: "libjpeg: \(failure)") }
    return encoded
  }
}
