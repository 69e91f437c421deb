import Autoencoders
import CPUEngine
import Foundation
import ImageData
import ImageShapes
import Insight
import NeuralNetworks
import Pictures
import TestSupport
import Testing
import Training

/// Images beside corrupted ones, reconstructions and differences.
@Suite struct ReconstructedImagesTests {
  @Test func `without a corruption the reconstructions are those of the images`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE())
    let images = try run.images(of: .validation)
    let result = try run.trained.reconstructed(images, executor: waves.executor)
    let parameters = try run.trainedParameters(on: waves.executor)
    let reconstructor = try Reconstructor(run.model, scaling: .unit, batchSize: 5, executor: waves.executor)
    #expect(try result.originals == waves.pixels(images) && result.corrupted == nil && result.count == 12)
    #expect(try result.reconstructions == reconstructor.reconstruct(images, parameters: parameters))
    // Pixels given as numbers are reconstructed like those of images.
    let again = reconstructor.reconstruct(pixels: result.originals, labels: images.labels, parameters: parameters)
    #expect(again.count == result.reconstructions.count)
    #expect(zip(again, result.reconstructions).allSatisfy { abs($0 - $1) < 1e-5 })
    let ranking = try run.trained.ranking(of: images, count: 12, executor: waves.executor)
    for place in ranking.best { #expect(abs(result.errors[place.image] - place.mse01) < 1e-6) }
  }

  @Test func `the model sees the corrupted images, in its own range of pixels`() throws {
    let waves = try Waves()
    let run = try waves.trained(SingleLayerCAE())
    let images = try run.images(of: .validation)
    let black = try run.trained.reconstructed(images, corruption: .masking(probability: 1), executor: waves.executor)
    #expect(try #require(black.corrupted).allSatisfy { abs($0) < 1e-6 })
    // All that it sees is black: it makes the same of every image.
    let first = Array(black.reconstructions.prefix(256))
    #expect((0..<12).allSatisfy { Array(black.reconstructions[$0 * 256..<($0 + 1) * 256]) == first })
    let noisy = try run.trained.reconstructed(
      images, corruption: .gaussian(deviation: 0.5), executor: waves.executor)
    let corrupted = try #require(noisy.corrupted)
    #expect(corrupted != noisy.originals && corrupted.contains { $0 < 0 } && noisy.originals == black.originals)
    #expect(try noisy.kinds(hasDifferences: true).map(\.name) == ["original", "corrupted", "output", "difference"])
  }

  @Test func `differences of all images are on one scale, whose end is the largest`() throws {
    let shape = ImageShape(channels: 3, height: 1, width: 2)
    // A difference of 0.3 in each channel, of 0.6 in one, and none.
    let result = ReconstructedImages(
      originals: [1, 0, 1, 0, 1, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      reconstructions: [0.7, 0, 0.7, 0, 0.7, 0, 0.5, 0.5, 0.5, -0.1, 0.5, 0.5], shape: shape)
    let (pictures, maximum) = result.differences()
    #expect(abs(maximum - 0.3) < 1e-6 && pictures.count == 2)
    func pixel(_ image: Int, _ x: Int) -> [UInt8] { Array(pictures[image].bytes[3 * x..<3 * x + 3]) }
    #expect(pixel(0, 1) == pixel(1, 0) && pixel(0, 0) != pixel(1, 1) && pixel(1, 1) != pixel(1, 0))
    // Yellow for the largest, dark blue for none.
    #expect(pixel(0, 0)[0] > 200 && pixel(0, 0)[2] < 150 && pixel(0, 1)[0] < 60)
    let same = ReconstructedImages(
      originals: [0.5, 1], reconstructions: [0.5, 1], shape: ImageShape(channels: 1, height: 1, width: 2))
    #expect(same.differences().maximum == 0 && same.errors == [0])
    #expect(abs(result.errors[0] - 0.045) < 1e-6)
  }

  @Test func `rows of more than originals and reconstructions have names`() throws {
    let shape = ImageShape(channels: 1, height: 28, width: 28)
    let pixels = [Float](repeating: 0.5, count: 12 * shape.elements)
    let plain = ReconstructedImages(originals: pixels, reconstructions: pixels, shape: shape)
    let grid = try ReconstructionGrid().composed(originals: pixels, reconstructions: pixels, shape: shape)
    #expect(try plain.picture() == grid)
    let all = ReconstructedImages(originals: pixels, corrupted: pixels, reconstructions: pixels, shape: shape)
    let picture = try all.picture(hasDifferences: true)
    // Two groups of four rows, with "difference", ten letters, at their left.
    #expect(picture.height == 2 + 8 * 56 + 6 * 2 + 8 + 2)
    #expect(picture.width == 2 + (10 * 6 - 1) * 2 + 6 + grid.width)
  }
}
