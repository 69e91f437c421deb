import ImageFixtures
import ImageFormats
import Pictures
import Testing

struct ImageSetTests {
  @Test func `a set of pictures gives them back`() throws {
    let pictures = (0..<3).map { Picture(width: 4, height: 2, colour: .rgb, bytes: noise(24, seed: $0)) }
    let images = ImageSet(pictures: pictures, name: "three")
    #expect(images.count == 3)
    #expect(try (0..<3).map(images.picture(at:)) == pictures)
  }
}
