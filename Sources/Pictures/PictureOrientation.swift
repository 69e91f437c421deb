/// The orientation of a photograph; EXIF 2.3, tag 274.
enum PictureOrientation: Int, CaseIterable {
  case upright = 1
  case mirrored
  case upsideDown
  case flipped
  /// Rows and columns are swapped.
  case transposed
  /// Displayed after a clockwise turn by 90 degrees.
  case turnedLeft
  case transversed
  /// Displayed after an anticlockwise turn by 90 degrees.
  case turnedRight

  /// Whether the displayed width is the stored height.
  var swapsAxes: Bool { rawValue >= 5 }

  /// Reads the orientation from the content of an APP1 segment; nil if there is none.
  init?(exif content: UnsafeRawBufferPointer) {
    guard content.starts(with: "Exif\0\0".utf8) else { return nil }
    self.init(tiff: UnsafeRawBufferPointer(rebasing: content[6...]))
  }

  /// Reads the orientation from EXIF data, which are a TIFF file without pixels; nil if there is none.
  init?(tiff: UnsafeRawBufferPointer) {
    let isBigEndian: Bool
    if tiff.starts(with: "MM".utf8) {
      isBigEndian = true
    } else if tiff.starts(with: "II".utf8) {
      isBigEndian = false
    } else {
      return nil
    }
    guard tiff.unsigned(UInt16.self, at: 2, bigEndian: isBigEndian) == 42,
      let directory = tiff.unsigned(UInt32.self, at: 4, bigEndian: isBigEndian),
      let entries = tiff.unsigned(UInt16.self, at: directory, bigEndian: isBigEndian)
    else { return nil }
    for entry in 0..<entries {
      let at = directory + 2 + 12 * entry
      guard let tag = tiff.unsigned(UInt16.self, at: at, bigEndian: isBigEndian) else { return nil }
      guard tag == 274 else { continue }
      // One 16-bit number, stored in the entry itself.
      guard tiff.unsigned(UInt16.self, at: at + 2, bigEndian: isBigEndian) == 3,
        tiff.unsigned(UInt32.self, at: at + 4, bigEndian: isBigEndian) == 1,
        let value = tiff.unsigned(UInt16.self, at: at + 8, bigEndian: isBigEndian)
      else { return nil }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}

extension PictureOrientation {
  /// Turns and mirrors stored pixels, `[h, w, c]`, upright.
  func turned<Sample>(_ stored: [Sample], width: Int, height: Int, channels: Int) -> [Sample] {
    guard self != .upright else { return stored }
    let last = width - 1
    let bottom = (height - 1) * width
    // The stored pixel at the new picture's corner, and the steps to its right and lower neighbours.
    let (corner, right, down) =
      switch self {
      case .upright: (0, 1, width)
      case .mirrored: (last, -1, width)
      case .upsideDown: (bottom + last, -1, -width)
      case .flipped: (bottom, 1, -width)
      case .transposed: (0, width, 1)
      case .turnedLeft: (bottom, -width, 1)
      case .transversed: (bottom + last, -width, -1)
      case .turnedRight: (last, width, -1)
      }
    let newWidth = swapsAxes ? height : width
    let newHeight = swapsAxes ? width : height
    return [Sample](unsafeUninitializedCapacity: stored.count) { target, count in
      stored.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let from = (corner + x * right + y * down) * channels
            let to = (y * newWidth + x) * channels
            for c in 0..<channels { target.initializeElement(at: to + c, to: source[from + c]) }
          }
        }
      }
      count = stored.count
    }
  }
}

extension Picture {
  /// Turns and mirrors a stored picture upright.
  func turned(_ orientation: PictureOrientation) -> Picture {
    guard orientation != .upright else { return self }
    let turned = orientation.turned(bytes, width: width, height: height, channels: channels)
    return orientation.swapsAxes
      ? Picture(width: height, height: width, colour: colour, bytes: turned)
      : Picture(width: width, height: height, colour: colour, bytes: turned)
  }
}
