import Pictures
import Testing

/// Animated GIFs, read again.
@Suite struct GIFAnimationTests {
  /// The indices of the pictures of a GIF with a global palette, and that palette, by the rules of GIF89a.
  private func frames(_ gif: [UInt8]) throws -> (palette: [UInt8], delays: [Int], frames: [[UInt8]]) {
    try #require(String(decoding: gif.prefix(6), as: UTF8.self) == "GIF89a" && gif[10] == 0xF7)
    var (at, delays, frames) = (13 + 768, [Int](), [[UInt8]]())
    func blocks() -> [UInt8] {
      var data: [UInt8] = []
      while gif[at] > 0 {
        data += gif[at + 1...at + Int(gif[at])]
        at += 1 + Int(gif[at])
      }
      at += 1
      return data
    }
    while gif[at] != 0x3B {
      if gif[at] == 0x21 {
        if gif[at + 1] == 0xF9 { delays.append(Int(gif[at + 4]) | Int(gif[at + 5]) << 8) }
        at += 2
        _ = blocks()
      } else {
        try #require(gif[at] == 0x2C && gif[at + 9] == 0 && gif[at + 10] == 8)
        at += 11
        frames.append(decoded(blocks()))
      }
    }
    #expect(at == gif.count - 1)
    return (Array(gif[13..<13 + 768]), delays, frames)
  }

  private func decoded(_ data: [UInt8]) -> [UInt8] {
    var (position, width, previous) = (0, 9, [UInt8]())
    var table: [[UInt8]] = []
    func clear() {
      table = (0..<256).map { [UInt8($0)] } + [[], []]
      (width, previous) = (9, [])
    }
    var output: [UInt8] = []
    clear()
    while true {
      let code = (0..<width).reduce(0) { $0 | Int(data[(position + $1) / 8] >> UInt8((position + $1) % 8) & 1) << $1 }
      position += width
      if code == 256 {
        clear()
        continue
      }
      if code == 257 { return output }
      let string = code < table.count ? table[code] : previous + previous.prefix(1)
      output += string
      if !previous.isEmpty, table.count < 4096 {
        table.append(previous + string.prefix(1))
        if table.count == 1 << width, width < 12 { width += 1 }
      }
      previous = string
    }
  }

  @Test(arguments: [1, 2, 255, 256, 509, 510, 511, 512, 1021, 4000, 65_535], [1, 3, 256])
  func `grey pictures come back as they were`(_ count: Int, _ levels: Int) throws {
    var state = UInt32(count)
    let pictures = (0..<2).map { _ in
      Picture(
        width: count, height: 1, colour: .grey,
        bytes: (0..<count).map { _ in
          state = state &* 1_664_525 &+ 1_013_904_223
          return UInt8(Int(state >> 24) % levels)
        })
    }
    let gif = GIFAnimation(pictures, delay: 7, lastDelay: 300).gif()
    let read = try frames(gif)
    #expect(read.frames == pictures.map(\.bytes))
    #expect(read.delays == [7, 300])
    #expect(read.palette == (0..<256).flatMap { [UInt8($0), UInt8($0), UInt8($0)] })
  }

  @Test func `a picture that fills the table of codes comes back as well`() throws {
    var state = UInt32(9)
    let bytes = (0..<200 * 300).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let picture = Picture(width: 300, height: 200, colour: .grey, bytes: bytes)
    #expect(try frames(GIFAnimation([picture]).gif()).frames == [bytes])
  }

  @Test func `colours are near, and right in the mean`() throws {
    let colour: [UInt8] = [200, 100, 30]
    let picture = Picture(
      width: 32, height: 32, colour: .rgb, bytes: (0..<32 * 32).flatMap { _ in colour })
    let read = try frames(GIFAnimation([picture]).gif())
    for channel in 0..<3 {
      let shown = read.frames[0].map { Double(read.palette[3 * Int($0) + channel]) }
      #expect(abs(shown.reduce(0, +) / 1024 - Double(colour[channel])) < 3)
      #expect(shown.allSatisfy { abs($0 - Double(colour[channel])) < 52 })
    }
  }

  @Test func `a colour picture without colours keeps its levels`() throws {
    let picture = Picture(width: 2, height: 1, colour: .rgb, bytes: [7, 7, 7, 250, 250, 250])
    #expect(try frames(GIFAnimation([picture]).gif()).frames == [[7, 250]])
  }
}
