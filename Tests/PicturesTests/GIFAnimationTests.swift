import CGIF
import Pictures
import Testing
import TestSupport

/// Animated GIFs, read again.
@Suite struct GIFAnimationTests {
  private let folder: TemporaryFolder
  private var path: String { folder("animation.gif") }

  init() throws { folder = try TemporaryFolder() }

  /// The animation as giflib reads its file: the colours, and of each picture the delay and the indices of its colours.
  private func read(
    _ animation: GIFAnimation
  ) throws -> (palette: [SIMD3<UInt8>], delays: [CInt], frames: [[UInt8]]) {
    try animation.write(to: path)
    let file = try #require(DGifOpenFileName(path, nil))
    defer { DGifCloseFile(file, nil) }
    try #require(DGifSlurp(file) == GIF_OK, "\(file.pointee.Error)")
    let map = try #require(file.pointee.SColorMap).pointee
    let palette = (0..<Int(map.ColorCount)).map { SIMD3(map.Colors[$0].Red, map.Colors[$0].Green, map.Colors[$0].Blue) }
    var (delays, frames) = ([CInt](), [[UInt8]]())
    for place in 0..<file.pointee.ImageCount {
      var control = GraphicsControlBlock()
      #expect(DGifSavedExtensionToGCB(file, place, &control) == GIF_OK)
      delays.append(control.DelayTime)
      let image = file.pointee.SavedImages[Int(place)]
      #expect(image.ImageDesc.ColorMap == nil)
      let count = Int(image.ImageDesc.Width * image.ImageDesc.Height)
      frames.append(Array(UnsafeBufferPointer(start: image.RasterBits, count: count)))
    }
    return (palette, delays, frames)
  }

  @Test(arguments: [1, 2, 255, 256, 509, 510, 511, 512, 1021, 4000, 16_384], [1, 3, 256])
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
    let read = try read(GIFAnimation(pictures, delay: 7, lastDelay: 300))
    #expect(read.frames == pictures.map(\.bytes))
    #expect(read.delays == [7, 300])
    #expect(read.palette == (0...255).map { SIMD3(repeating: $0) })
    #expect(try Picture(path: path) == pictures[0])
  }

  @Test func `a picture that fills the table of codes comes back as well`() throws {
    var state = UInt32(9)
    let bytes = (0..<200 * 300).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let picture = Picture(width: 300, height: 200, colour: .grey, bytes: bytes)
    #expect(try read(GIFAnimation([picture])).frames == [bytes])
  }

  @Test func `colours are near, and right in the mean`() throws {
    let colour: [UInt8] = [200, 100, 30]
    let picture = Picture(
      width: 32, height: 32, colour: .rgb, bytes: (0..<32 * 32).flatMap { _ in colour })
    let read = try read(GIFAnimation([picture]))
    for channel in 0..<3 {
      let shown = read.frames[0].map { Double(read.palette[Int($0)][channel]) }
      #expect(abs(shown.reduce(0, +) / 1024 - Double(colour[channel])) < 3)
      #expect(shown.allSatisfy { abs($0 - Double(colour[channel])) < 52 })
    }
  }

  @Test func `an animation repeats for ever, and is written to a file whole`() throws {
    let animation = GIFAnimation([Picture(width: 1, height: 1, colour: .rgb, bytes: [255, 0, 51])])
    try animation.write(to: path)
    let gif = try animation.gif()
    #expect(try bytes(of: path) == gif && gif.starts(with: Array("GIF89a".utf8)))
    #expect(gif.firstRange(of: Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]) != nil)
    #expect(try Picture(path: path) == animation.frames[0])
  }

  @Test func `a colour picture without colours keeps its levels`() throws {
    let picture = Picture(width: 2, height: 1, colour: .rgb, bytes: [7, 7, 7, 250, 250, 250])
    #expect(try read(GIFAnimation([picture])).frames == [[7, 250]])
  }
}
