/// The content of the segments before the first scan of a JPEG; ITU-T T.81, annex B.
struct JPEGHeader {
  private(set) var width = 0
  private(set) var height = 0
  /// 1 for grey, 3 for colour, 4 for CMYK.
  private(set) var components = 0
  /// Whether each part of the picture is coded in several scans.
  private(set) var isProgressive = false
  /// What the decoder lacks for this kind of JPEG; nil if it lacks nothing.
  private(set) var unsupportedKind: String?
  /// Whether Adobe's marker is present; Adobe stores CMYK inverted.
  private(set) var isAdobe = false
  private(set) var orientation = PictureOrientation.upright
  /// The offset of the first scan's segment, after its marker.
  private(set) var firstScan = 0

  /// The picture's size, upright.
  var size: PixelSize {
    orientation.swapsAxes ? PixelSize(width: height, height: width) : PixelSize(width: width, height: height)
  }

  /// Reads the segments of a JPEG.
  ///
  /// - Throws: ``PictureError``.
  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    var position = 2
    while let marker = bytes.jpegMarker(from: &position) {
      switch marker {
      case 0x01, 0xD0...0xD8: continue
      case 0xD9: throw .corrupt(.jpeg, place: place, got: "the end before any pixels")
      default: break
      }
      guard let length = bytes.unsigned(UInt16.self, at: position, bigEndian: true), length >= 2,
        position + length <= bytes.count
      else { break }
      switch marker {
      case 0xDA:
        if let unsupportedKind { throw Self.unsupported(unsupportedKind, place: place) }
        guard components > 0 else { throw .corrupt(.jpeg, place: place, got: "pixels before their size") }
        firstScan = position
        return
      case 0xF7: unsupportedKind = "JPEG-LS"
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
        guard components == 0 else { throw .corrupt(.jpeg, place: place, got: "two sizes") }
        guard length >= 8 else { throw .corrupt(.jpeg, place: place, got: "a header of \(length) bytes") }
        unsupportedKind = Self.unsupportedKind(marker, bits: bytes.unsigned(UInt8.self, at: position + 2) ?? 8)
        height = bytes.unsigned(UInt16.self, at: position + 3, bigEndian: true) ?? 0
        width = bytes.unsigned(UInt16.self, at: position + 5, bigEndian: true) ?? 0
        components = bytes.unsigned(UInt8.self, at: position + 7) ?? 0
        isProgressive = marker & 3 == 2
        if unsupportedKind == nil, width > 0, height == 0 {
          unsupportedKind = "a height that follows the pixels (DNL)"
        }
      default:
        let content = UnsafeRawBufferPointer(rebasing: bytes[(position + 2)..<(position + length)])
        if marker == 0xE1, let found = PictureOrientation(exif: content) { orientation = found }
        // libjpeg ignores shorter ones too.
        if marker == 0xEE, content.count >= 12, content.starts(with: "Adobe".utf8) { isAdobe = true }
      }
      position += length
    }
    throw .corrupt(.jpeg, place: place, got: "the end of the file within the header")
  }

  /// The kind of frame that `marker` starts, with samples of `bits`, if libjpeg-turbo does not decode it; T.81, table B.1.
  private static func unsupportedKind(_ marker: UInt8, bits: Int) -> String? {
    switch marker {
    case 0xC3: "lossless coding"
    case 0xCB: "lossless arithmetic coding"
    case 0xC5...0xC7, 0xCD...0xCF: "hierarchical coding"
    case _ where bits != 8: "samples of \(bits) bits"
    default: nil
    }
  }

  private static func unsupported(_ kind: String, place: String) -> PictureError {
    .unsupported(.jpeg, place: place, expected: "baseline or progressive, 8 bits", got: kind)
  }
}

extension UnsafeRawBufferPointer {
  /// Finds the next marker of a JPEG at or after `position`, and moves `position` past it; nil at the end of the bytes.
  func jpegMarker(from position: inout Int) -> UInt8? {
    while position < count {
      if self[position] != 0xFF {
        position += 1
      } else if position + 1 < count, self[position + 1] != 0, self[position + 1] != 0xFF {
        position += 2
        return self[position - 1]
      } else {
        position += 1
      }
    }
    return nil
  }

  /// The number of scans from the one whose segment is at `position`, and whether the picture's end is marked.
  func jpegScans(from position: Int) -> (count: Int, end: Bool) {
    var position = position
    var scans = 1
    // Within a scan, 0xFF is followed by 0 unless it starts a marker.
    while let marker = jpegMarker(from: &position) {
      switch marker {
      case 0xD9: return (scans, true)
      case 0x01, 0xD0...0xD8: continue
      case 0xDA: scans += 1
      default: break
      }
      guard let length = unsigned(UInt16.self, at: position, bigEndian: true) else { break }
      position += length
    }
    return (scans, false)
  }
}
