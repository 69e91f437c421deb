internal import CTurboJPEG
internal import Diagnostics

extension Picture {
  /// Encodes the picture as a baseline JPEG with 4:2:0 chroma subsampling.
  ///
  /// - Parameter quality: from 1 to 100; 90 by default.
  /// - Throws: ``PictureError`` when a side exceeds the format's 65,500 pixels.
  public func jpeg(quality: Int = 90) throws(PictureError) -> [UInt8] {
    require((1...100).contains(quality), "expected a JPEG quality from 1 to 100, got \(quality)")
    let sampling = CInt((colour == .grey ? TJSAMP_GRAY : TJSAMP_420).rawValue)
    let format = CInt((colour == .grey ? TJPF_GRAY : TJPF_RGB).rawValue)
    let capacity = tjBufSize(CInt(clamping: width), CInt(clamping: height), sampling)
    guard capacity != CUnsignedLong.max, let compressor = tjInitCompress() else {
      throw .notEncoded(.jpeg, got: "\(width) x \(height) pixels")
    }
    defer { tjDestroy(compressor) }
    var failure: String?
    let encoded = [UInt8](unsafeUninitializedCapacity: Int(capacity)) { buffer, count in
      var start = buffer.baseAddress
      var length = capacity
      let status = tjCompress2(
        compressor, bytes, CInt(width), 0, CInt(height), format, &start, &length, sampling, CInt(quality),
        TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT)
      if status == 0 { count = Int(length) } else { failure = String(cString: tjGetErrorStr2(compressor)) }
    }
    if let failure { throw .notEncoded(.jpeg, got: "libjpeg: \(failure)") }
    return encoded
  }
}
