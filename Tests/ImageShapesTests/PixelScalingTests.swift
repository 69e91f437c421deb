import ImageShapes
import Testing

struct PixelScalingTests {
  @Test(arguments: [
    (PixelScaling.unit, Float(0), Float(1)), (.symmetric, -1, 1), (.centred, -0.5, 0.5), (.per256, 0, 255 / 256),
    (.bytes, 0, 255),
  ])
  func `black and white become the ends of the range`(scaling: PixelScaling, black: Float, white: Float) {
    #expect(abs(0 * scaling.scale + scaling.offset - black) < 1e-6)
    #expect(abs(255 * scaling.scale + scaling.offset - white) < 1e-6)
  }

  @Test(arguments: PixelScaling.allCases)
  func `every byte comes back as a pixel`(scaling: PixelScaling) {
    for byte in 0...255 {
      let value = Float(byte) * scaling.scale + scaling.offset
      let pixel = value * scaling.toPixel.factor + scaling.toPixel.summand
      #expect(abs(pixel - Float(byte) / 255) < 1e-6)
      #expect(Int((pixel * 255).rounded()) == byte)
    }
  }

  @Test(arguments: ["0..1 ", "0...1", "unit", "", "1", "/255"])
  func `no other text is a range`(text: String) {
    #expect(PixelScaling(rawValue: text) == nil)
  }
}
