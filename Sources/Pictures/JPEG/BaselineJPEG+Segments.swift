extension BaselineJPEG {
  /// Reads the segments of `bytes` up to the first scan; nil if it is no such JPEG.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var segments = Segments()
    var position = 2
    while true {
      guard position + 4 <= bytes.count, bytes[position] == 0xFF,
        let length = bytes.unsigned(UInt16.self, at: position + 2, bigEndian: true), length >= 2,
        position + 2 + length <= bytes.count
      else { return nil }
      let content = bytes[(position + 4)..<(position + 2 + length)]
      let marker = bytes[position + 1]
      position += 2 + length
      if marker == 0xDA {
        guard let jpeg = segments.scanned(content, start: position) else { return nil }
        self = jpeg
        return
      }
      guard segments.read(marker, content) else { return nil }
    }
  }

  /// What the segments before a scan have said.
  private struct Segments {
    private var quantisers = [[UInt8]?](repeating: nil, count: 4)
    private var differences = [JPEGHuffmanCode?](repeating: nil, count: 4)
    private var coefficients = [JPEGHuffmanCode?](repeating: nil, count: 4)
    private var restartInterval = 0
    private var frame: Slice<UnsafeRawBufferPointer>?
    private var isJFIF = false
    /// Adobe's colour transform.
    private var transform: UInt8?

    /// Reads a segment; whether it is of an ordinary kind.
    mutating func read(_ marker: UInt8, _ content: Slice<UnsafeRawBufferPointer>) -> Bool {
      switch marker {
      case 0xC0, 0xC1:
        defer { frame = content }
        return frame == nil
      case 0xC4: return readCodes(content)
      case 0xDB: return readQuantisers(content)
      case 0xDD:
        guard content.count == 2, let high = content.first, let low = content.last else { return false }
        restartInterval = Int(high) << 8 | Int(low)
      case 0xE0 where content.count >= 14 && content.starts(with: Array("JFIF\0".utf8)):
        isJFIF = true
        // libjpeg warns of other versions.
        return content[content.startIndex + 5] == 1
      case 0xEE where content.count >= 12 && content.starts(with: Array("Adobe".utf8)):
        transform = content[content.startIndex + 11]
      case 0xE0...0xEF, 0xFE: break
      default: return false
      }
      return true
    }

    /// B.2.4.1.
    private mutating func readQuantisers(_ content: Slice<UnsafeRawBufferPointer>) -> Bool {
      var rest = content
      while let kind = rest.popFirst() {
        // 8 bits each; 16 are rare.
        guard kind < 4, rest.count >= 64 else { return false }
        quantisers[Int(kind)] = Array(rest.prefix(64))
        rest = rest.dropFirst(64)
      }
      return true
    }

    /// B.2.4.2.
    private mutating func readCodes(_ content: Slice<UnsafeRawBufferPointer>) -> Bool {
      var rest = content
      while let kind = rest.popFirst() {
        guard kind & 0xEF < 4, rest.count >= 16 else { return false }
        let counts = rest.prefix(16)
        let count = counts.reduce(0) { $0 + Int($1) }
        rest = rest.dropFirst(16)
        guard count <= 256, count <= rest.count,
          let code = JPEGHuffmanCode(counts: counts, symbols: rest.prefix(count))
        else { return false }
        rest = rest.dropFirst(count)
        guard kind < 4 else {
          coefficients[Int(kind & 3)] = code
          continue
        }
        // libjpeg refuses other sizes of differences, be they used or not.
        guard code.symbols.allSatisfy({ $0 < 16 }) else { return false }
        differences[Int(kind)] = code
      }
      return true
    }

    /// The JPEG whose scan has this header and begins at `start`; B.2.2 and B.2.3.
    func scanned(_ scan: Slice<UnsafeRawBufferPointer>, start: Int) -> BaselineJPEG? {
      let scan = Array(scan)
      guard let frame = frame.map(Array.init), frame.count >= 6, frame[0] == 8 else { return nil }
      let count = Int(frame[5])
      guard count == 1 || count == 3, frame.count == 6 + 3 * count, scan.count == 4 + 2 * count, scan[0] == count,
        Array(scan.suffix(3)) == [0, 63, 0]
      else { return nil }
      let identifiers = (0..<count).map { frame[6 + 3 * $0] }
      guard count == 1 || isJFIF || transform == 1 || transform == nil && identifiers == [1, 2, 3],
        Set(identifiers).count == count
      else { return nil }
      var components: [Component] = []
      for number in 0..<count {
        let (sampling, quantiser) = (frame[7 + 3 * number], Int(frame[8 + 3 * number]))
        let codes = scan[2 + 2 * number]
        guard scan[1 + 2 * number] == identifiers[number], quantiser < 4, codes & 0xCC == 0,
          let quantisers = quantisers[quantiser], differences[Int(codes >> 4)] != nil,
          coefficients[Int(codes & 15)] != nil
        else { return nil }
        let factors = (across: Int(sampling >> 4), down: Int(sampling & 15))
        guard (1...4).contains(factors.across), (1...4).contains(factors.down) else { return nil }
        // The blocks of a single component come one by one, whatever the factors; A.2.2.
        let isAlone = count == 1
        components.append(
          Component(
            across: isAlone ? 1 : factors.across, down: isAlone ? 1 : factors.down, quantisers: quantisers,
            differences: Int(codes >> 4), coefficients: Int(codes & 15)))
      }
      let factors = components.map { [$0.across, $0.down] }
      guard factors.dropFirst().allSatisfy({ $0 == [1, 1] }),
        factors[0].allSatisfy({ (1...2).contains($0) })
      else { return nil }
      return BaselineJPEG(
        width: Int(frame[3]) << 8 | Int(frame[4]), height: Int(frame[1]) << 8 | Int(frame[2]), components: components,
        differences: differences, coefficients: coefficients, restartInterval: restartInterval, start: start)
    }
  }
}
