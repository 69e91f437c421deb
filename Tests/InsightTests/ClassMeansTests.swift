import Autoencoders
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import Insight
import Pictures
import TestSupport
import Testing
import Training

/// The mean image of each class beside what a model makes of the class.
@Suite struct ClassMeansTests {
  @Test func `means are those of the images, reconstructions and codes of a class`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE())
    let images = try run.images(of: .validation)
    let means = try run.trained.classMeans(of: images, executor: waves.executor)
    #expect(means.images == 12 && means.leftOut == 0)
    #expect(means.classes.map(\.label) == [0, 1, 2] && means.classes.map(\.images) == [4, 4, 4])
    let result = try run.trained.reconstructed(images, executor: waves.executor)
    let codes = try run.trained.codes(of: images, executor: waves.executor)
    let labels = try #require(images.labels)
    let decoder = try CodeDecoder(run.model, scaling: .unit, executor: waves.executor)
    for mean in means.classes {
      let members = labels.indices.filter { labels[$0] == Int32(mean.label) }
      func average(_ values: [Float], _ size: Int) -> [Float] {
        (0..<size).map { place in members.reduce(0) { $0 + values[$1 * size + place] } / Float(members.count) }
      }
      func isClose(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 }
      }
      let (image, reconstruction) = (average(result.originals, 256), average(result.reconstructions, 256))
      #expect(isClose(mean.image, image) && isClose(mean.reconstruction, reconstruction))
      let error = zip(image, reconstruction).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) } / 256
      #expect(abs(mean.mse01 - error) < 1e-6)
      let decoded = decoder.decode(
        average(codes.codes, codes.size), parameters: try run.trainedParameters(on: waves.executor))
      #expect(isClose(try #require(mean.decodedCode), decoded))
    }
    let line = try means.jsonLine()
    #expect(try ClassMeans(jsonLine: line).classes.map(\.mse01) == means.classes.map(\.mse01))
    #expect(!line.contains("reconstruction"))
    let picture = try means.picture(shape: Waves.shape, classNames: ["one", "two"])
    #expect((picture.width, picture.height) == (3 * (132 + 12) + 12, 3 * 130 + 2 + 3 * 20 + 24))
  }

  @Test func `decoders that need more than a code decode no mean, and images without classes have none`() throws {
    let waves = try Waves()
    let run = try waves.trained(ImageNetAE(), shape: ImageShape(channels: 3, height: 32, width: 32), epochs: 1)
    let images = try run.images(of: .validation)
    let means = try run.trained.classMeans(of: images, executor: waves.executor)
    #expect(means.classes.allSatisfy { $0.decodedCode == nil } && means.kinds.hasSuffix("reconstructions"))
    #expect(try means.picture(shape: run.model.image).colour == .rgb)
    let bare = ImageSet(pixels: [UInt8](repeating: 9, count: 3 * 32 * 32), shape: run.model.image, name: "bare")
    #expect(try run.trained.classMeans(of: ImageSubset(bare), executor: waves.executor).classes.isEmpty)
  }
}
