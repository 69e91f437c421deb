import Foundation
import Hourglass
import TestSupport
import Testing

/// The front door: a model is fitted to pictures, and used.
@Suite struct FittingTests {
  /// Discs of different sizes and places, 12 x 10.
  private let pictures = (0..<40).map { (index: Int) -> Picture in
    let (x, y, radius) = (3 + index % 4 * 2, 3 + index / 4 % 3 * 2, 2 + index / 12)
    let bytes = (0..<120).map { (place: Int) -> UInt8 in
      let (dx, dy) = (place % 12 - x, place / 12 - y)
      return dx * dx + dy * dy < radius * radius ? 230 : 20
    }
    return Picture(width: 12, height: 10, colour: .grey, bytes: bytes)
  }

  private func fitted(folder: String? = nil, seed: UInt64 = 0) throws -> TrainedAutoencoder {
    var model = AE()
    model.codeSize = 7
    return try model.fit(pictures, epochs: 3, seed: seed, folder: folder) { $0.training.batchSize = 8 }
  }

  @Test func `a model learns pictures, encodes them and reconstructs them`() throws {
    let trained = try fitted()
    #expect(trained.epochs.map(\.epoch) == [1, 2, 3])
    #expect(trained.epochs[2].trainingLoss < trained.epochs[0].trainingLoss)
    #expect(trained.image == pictures[0].shape)
    let codes = try trained.encode(pictures)
    #expect(codes.count == 40)
    #expect(try codes.allSatisfy { try $0.count == trained.codeSize && $0.count == 7 })
    let reconstructions = try trained.reconstruct(pictures)
    #expect(reconstructions.map(\.shape) == pictures.map(\.shape))
    let metrics = try #require(try trained.evaluate(pictures))
    #expect(metrics.mse01 > 0 && metrics.mse01 < 0.25)
  }

  @Test func `the same call gives the same codes, another seed others`() throws {
    let codes = try fitted().encode(pictures)
    #expect(try fitted().encode(pictures) == codes)
    #expect(try fitted(seed: 1).encode(pictures) != codes)
  }

  @Test func `a run with a folder is read again, also without its pictures`() throws {
    let folder = try TemporaryFolder()
    let trained = try fitted(folder: folder("discs"))
    let read = try TrainedAutoencoder(run: folder("discs"))
    #expect(try read.encode(pictures) == trained.encode(pictures))
    #expect(read.epochs == trained.epochs)
    #expect(read.configuration.modelName == "AE")
    #expect(throws: RunError.self) { try TrainedAutoencoder(run: folder("circles")) }
    // Pictures of another size and colour are brought to the model's.
    let large = Picture(width: 30, height: 20, colour: .rgb, bytes: [UInt8](repeating: 90, count: 1800))
    #expect(try read.reconstruct([large]).map(\.shape) == [read.image])
    #expect(try read.encode([]).isEmpty && read.reconstruct([]).isEmpty && read.evaluate([]) == nil)
  }

  @Test func `a model that is computed at once is fitted too`() throws {
    var model = PCA()
    model.codeSize = 4
    let trained = try model.fit(pictures)
    #expect(try trained.encode(pictures).allSatisfy { $0.count == 4 })
  }

  @Test func `pictures that cannot be learned, and settings that do not fit, are refused`() throws {
    let none = try #require(throws: FittingError.self) { try AE().fit([Picture]()) }
    #expect(none.code == .noPictures)
    let other = Picture(width: 1, height: 1, colour: .grey, bytes: [3])
    let several = try #require(throws: FittingError.self) { try AE().fit(pictures + [other]) }
    #expect(several.code == .severalShapes)
    #expect(throws: (any Error).self) {
      try AE().fit(pictures) { $0.training.scaling = .symmetric }
    }
  }
}
