import ImageFixtures
import ImageShapes
import Pictures
import Testing

struct PictureTests {
  @Test func `grey weighs red, green and blue`() {
    let picture = Picture(
      width: 4, height: 1, colour: .rgb, bytes: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
    #expect(picture.converted(to: .grey).bytes == [76, 150, 29, 255])
    #expect(picture.converted(to: .rgb) == picture)
  }

  @Test func `grey becomes three equal channels`() {
    let picture = Picture(width: 2, height: 1, colour: .grey, bytes: [7, 200])
    #expect(picture.converted(to: .rgb).bytes == [7, 7, 7, 200, 200, 200])
  }

  @Test func `planes are interleaved and come apart again`() {
    let shape = ImageShape(channels: 3, height: 1, width: 2)
    let picture = Picture(bytePlanes: [1, 2, 3, 4, 5, 6], shape: shape)
    #expect(picture.bytes == [1, 3, 5, 2, 4, 6])
    #expect(picture.bytePlanes == [1, 2, 3, 4, 5, 6])
    #expect(picture.shape == shape)
  }

  @Test func `numbers outside the range are clamped`() {
    let shape = ImageShape(channels: 1, height: 1, width: 7)
    let picture = Picture(planes: [-0.5, 0, 0.5, 1, 1.5, .nan, .infinity], shape: shape)
    #expect(picture.bytes == [0, 0, 128, 255, 255, 0, 255])
  }

  @Test func `shrinking takes the mean over the area`() {
    let picture = Picture(width: 4, height: 2, colour: .grey, bytes: [0, 10, 20, 30, 40, 50, 60, 70])
    #expect(picture.resized(width: 2, height: 1).bytes == [25, 45])
    // Each new pixel covers one and a third old ones: (0 + 10/3) / (4/3) = 2.5, then 15, then 27.5.
    let row = Picture(width: 4, height: 1, colour: .grey, bytes: [0, 10, 20, 30])
    #expect(row.resized(width: 3, height: 1).bytes == [3, 15, 28])
  }

  @Test func `growing is bilinear between pixel centres`() {
    let row = Picture(width: 2, height: 1, colour: .grey, bytes: [0, 100])
    #expect(row.resized(width: 4, height: 1).bytes == [0, 25, 75, 100])
    let column = Picture(width: 1, height: 2, colour: .grey, bytes: [0, 100])
    #expect(column.resized(width: 1, height: 4).bytes == [0, 25, 75, 100])
  }

  @Test func `channels are resized apart`() {
    let picture = Picture(width: 2, height: 1, colour: .rgb, bytes: [0, 100, 255, 50, 200, 255])
    #expect(picture.resized(width: 1, height: 1).bytes == [25, 150, 255])
  }

  @Test(arguments: [(28, 28), (3, 50), (50, 3), (1, 1)])
  func `a plain picture stays plain at any size`(width: Int, height: Int) {
    let picture = Picture(width: 17, height: 13, colour: .rgb, filledWith: 201)
    #expect(
      picture.resized(width: width, height: height)
        == Picture(width: width, height: height, colour: .rgb, filledWith: 201))
  }
}
