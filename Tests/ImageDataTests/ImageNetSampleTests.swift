import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Testing

struct ImageNetSampleTests {
  /// The sample of ImageNet below `$HOURGLASS_DATA`, or beside the package.
  static let sample: String = {
    let variable = ProcessInfo.processInfo.environment[DatasetCatalogue.environmentVariable]
    let beside = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data").standardizedFileURL
    let places = [variable, beside.path].compactMap { $0.map { "\($0)/imagenet-sample" } }
    return places.first(where: FileManager.default.fileExists) ?? places[0]
  }()
  static let hasSample = FileManager.default.fileExists(atPath: sample)

  @Test(.enabled(if: hasSample, "imagenet-sample is neither in $HOURGLASS_DATA nor beside the package"))
  func `the sample of ImageNet is a flat folder of 200 photographs`() throws {
    var reading = ImageReading()
    reading.preparation = PicturePreparation(size: PixelSize(width: 64, height: 64), colour: .rgb)
    let images = try ImageFolder(path: Self.sample).trainingImages(reading: reading)
    #expect(images.count == 200)
    #expect(images.labels == nil)
    #expect(images.shape == ImageShape(channels: 3, height: 64, width: 64))
    #expect(images.title(of: 0) == "\(Self.sample)/n01494475_hammerhead.JPEG")
    #expect(try images.withBytes(of: 0) { Array($0.prefix(3)) } == [0xFF, 0xD8, 0xFF])
  }

  @Test(.enabled(if: hasSample, "imagenet-sample is neither in $HOURGLASS_DATA nor beside the package"))
  func `all photographs of the sample of ImageNet can be read`() throws {
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 64, height: 64)
    let images = try ImageFolder(path: Self.sample).trainingImages(reading: reading)
    // Six of them are grey.
    #expect(images.shape == ImageShape(channels: 3, height: 64, width: 64))
    let survey = ImageSurvey(of: images, threads: 2)
    #expect(survey.badImages == [])
    // ImageNet's published means are 0.485, 0.456, 0.406.
    for (mean, published) in zip(survey.means, [0.485, 0.456, 0.406]) { #expect(abs(mean - published) < 0.05) }
  }
}
