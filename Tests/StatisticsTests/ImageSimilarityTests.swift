import Foundation
import Statistics
import Testing

/// Similarities by scikit-image.
private struct Similarities: Decodable {
  struct Case: Decodable {
    let shape: [Int]
    let x, y: [Float]?
    let ssim, msssim, psnr, mae: Double
  }
  let cases: [Case]
  let large: Case
}

@Suite struct ImageSimilarityTests {
  private func check(_ golden: Similarities.Case, _ x: [Float], _ y: [Float]) {
    let similarity = ImageSimilarity(channels: golden.shape[0], height: golden.shape[1], width: golden.shape[2])
    // Twice the same, so that a pair takes nothing from the one before it.
    let (x, y) = (x + x, y + y)
    for (found, expected) in [
      (similarity.structuralSimilarities(x, y), golden.ssim),
      (similarity.multiscaleStructuralSimilarities(x, y), golden.msssim),
      (similarity.peakSignalToNoiseRatios(x, y), golden.psnr),
      (similarity.meanAbsoluteErrors(x, y), golden.mae),
    ] {
      #expect(distance(found, [expected, expected]) < 1e-5, "\(golden.shape): \(found), \(expected)")
      #expect(found[0] == found[1])
    }
  }

  @Test func `similarities are those of scikit-image`() throws {
    let goldens: Similarities = try golden("images")
    #expect(!goldens.cases.isEmpty)
    for golden in goldens.cases { check(golden, try #require(golden.x), try #require(golden.y)) }
  }

  @Test func `images of 177 x 180 are compared on five scales`() throws {
    let goldens: Similarities = try golden("images")
    let count = goldens.large.shape.reduce(1, *)
    let u = (0..<count).map { Float(goldenUniform(stream: 1, $0)) }
    let v = (0..<count).map { Float(goldenUniform(stream: 2, $0)) }
    #expect(ImageSimilarity(height: 177, width: 180).scales == 5)
    check(goldens.large, u, zip(u, v).map { (3 * $0 + $1) / 4 })
  }

  @Test func `an image is equal to itself`() {
    let images = (0..<3 * 2 * 40 * 24).map { Float(goldenUniform(stream: 3, $0)) }
    let similarity = ImageSimilarity(channels: 2, height: 40, width: 24)
    #expect(similarity.structuralSimilarities(images, images) == [1, 1, 1])
    #expect(similarity.multiscaleStructuralSimilarities(images, images) == [1, 1, 1])
    #expect(similarity.peakSignalToNoiseRatios(images, images) == [.infinity, .infinity, .infinity])
    #expect(similarity.meanAbsoluteErrors(images, images) == [0, 0, 0])
  }

  @Test func `images smaller than the window have a smaller one, and one scale`() {
    let similarity = ImageSimilarity(height: 8, width: 30)
    #expect(similarity.window == 7 && similarity.scales == 1)
    let x = (0..<240).map { Float(goldenUniform(stream: 4, $0)) }
    let y = x.enumerated().map { 0.8 * $1 + 0.2 * Float(goldenUniform(stream: 5, $0)) }
    let found = similarity.structuralSimilarities(x, y)
    #expect(distance(similarity.multiscaleStructuralSimilarities(x, y), found) < 1e-12)
    #expect(found[0] > 0.5 && found[0] < 0.99)
    #expect(ImageSimilarity(height: 28, width: 28).scales == 2)
    #expect(ImageSimilarity(height: 1, width: 1).structuralSimilarities([0.5], [0.5]) == [1])
  }

  @Test func `no images have no similarity`() {
    #expect(ImageSimilarity(height: 28, width: 28).structuralSimilarities([], []).isEmpty)
  }
}
