import Autoencoders
import Diagnostics
import ImageShapes
import Tensors
import Testing

/// Images in memory.
private struct Images: TrainingImages {
  let pixels: [Float]
  let shape: ImageShape
  var count: Int { pixels.count / shape.elements }

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws {
    // In pieces, the last one shorter.
    for first in stride(from: 0, to: count, by: 7) {
      let end = min(first + 7, count)
      try Array(pixels[first * shape.elements..<end * shape.elements]).withUnsafeBufferPointer {
        try body($0, end - first)
      }
    }
  }
}

@Suite struct ZCAWhiteningTests {
  private static let pixels = 6
  private let shape = ImageShape(channels: 2, height: 1, width: 3)

  /// Neighbours vary together, and each pixel by another amount.
  private func images(_ count: Int) -> Images {
    var state: UInt32 = 7
    func number() -> Float {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / 16_777_216
    }
    let all = (0..<count).flatMap { _ -> [Float] in
      let common = number()
      return (0..<Self.pixels).map { 0.1 + 0.5 * common * Float($0 % 3) + 0.2 * number() * Float($0 + 1) / 6 }
    }
    return Images(pixels: all, shape: shape)
  }

  /// `[pixels, pixels]` around the images' own mean.
  private func covariance(_ values: [Float]) -> [Double] {
    let (n, count) = (Self.pixels, values.count / Self.pixels)
    let means = (0..<n).map { i in (0..<count).reduce(0.0) { $0 + Double(values[$1 * n + i]) } / Double(count) }
    return (0..<n * n).map { at in
      (0..<count).reduce(0.0) { sum, image in
        sum + (Double(values[image * n + at / n]) - means[at / n])
          * (Double(values[image * n + at % n]) - means[at % n])
      } / Double(count)
    }
  }

  /// W (x - mean).
  private func whitened(_ images: [Float], by zca: ZCAWhitening) -> [Float] {
    let centred = images.indices.map { images[$0] - zca.mean[$0 % Self.pixels] }
    return multiplied(centred, by: zca.whitening)
  }

  /// W⁻¹ y + mean.
  private func restored(_ whitened: [Float], by zca: ZCAWhitening) -> [Float] {
    let images = multiplied(whitened, by: zca.colouring)
    return images.indices.map { images[$0] + zca.mean[$0 % Self.pixels] }
  }

  private func multiplied(_ images: [Float], by matrix: [Float]) -> [Float] {
    let n = Self.pixels
    return images.indices.map { (at: Int) -> Float in
      (0..<n).reduce(0) { $0 + matrix[at % n * n + $1] * images[at / n * n + $1] }
    }
  }

  private func product(_ a: [Double], _ b: [Double]) -> [Double] {
    let n = Self.pixels
    return (0..<n * n).map { at in (0..<n).reduce(0.0) { $0 + a[at / n * n + $1] * b[$1 * n + at % n] } }
  }

  private func isIdentity(_ matrix: [Double], within tolerance: Double) -> Bool {
    matrix.indices.allSatisfy { abs(matrix[$0] - ($0 / Self.pixels == $0 % Self.pixels ? 1 : 0)) < tolerance }
  }

  @Test func `the covariance of whitened images is the identity, but for epsilon`() throws {
    let images = images(500)
    let exact = try ZCAWhitening(of: images, epsilon: 1e-9)
    let white = whitened(images.pixels, by: exact)
    #expect(isIdentity(covariance(white), within: 1e-4))
    #expect(abs(white.reduce(0, +)) < 0.05)

    // Of U S Uᵀ it becomes U S (S + ε)⁻¹ Uᵀ: times C + ε, C.
    let usual = try ZCAWhitening(of: images)
    #expect(usual.epsilon == 0.1)
    let before = covariance(images.pixels)
    let after = covariance(whitened(images.pixels, by: usual))
    var shifted = before
    for i in 0..<Self.pixels { shifted[i * Self.pixels + i] += 0.1 }
    #expect(zip(product(after, shifted), before).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(after, before).contains { abs($0 - $1) > 0.01 })
  }

  @Test(arguments: [1e-6, 0.01, 0.1, 10])
  func `restoring undoes whitening`(epsilon: Double) throws {
    let images = images(100)
    let zca = try ZCAWhitening(of: images, epsilon: epsilon)
    #expect(zip(restored(whitened(images.pixels, by: zca), by: zca), images.pixels).allSatisfy { abs($0 - $1) < 1e-4 })
    let n = Self.pixels
    for matrix in [zca.whitening, zca.colouring] {
      #expect((0..<n * n).allSatisfy { matrix[$0] == matrix[$0 % n * n + $0 / n] })
    }
    #expect(isIdentity(product(zca.whitening.map(Double.init), zca.colouring.map(Double.init)), within: 1e-4))
  }

  @Test func `fewer images than pixels are enough, and equal ones`() throws {
    let images = images(3)
    let zca = try ZCAWhitening(of: images)
    #expect(zip(restored(whitened(images.pixels, by: zca), by: zca), images.pixels).allSatisfy { abs($0 - $1) < 1e-5 })
    // Without variance W is ε^-1/2.
    let plain = Images(pixels: [Float](repeating: 0.5, count: 24), shape: shape)
    let scaled = try ZCAWhitening(of: plain, epsilon: 0.04)
    #expect(isIdentity(scaled.whitening.map { Double($0) / 5 }, within: 1e-6))
    #expect(scaled.mean == [Float](repeating: 0.5, count: 6))
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func `an epsilon that is not above nothing is refused`(epsilon: Double) throws {
    let error = #expect(throws: ModelError.self) { try ZCAWhitening(of: images(10), epsilon: epsilon) }
    #expect(error?.description.contains("expected a number above 0") == true)
    #expect(throws: ModelError.self) { try ZCAWhitening(of: Images(pixels: [], shape: shape)) }
  }
}
