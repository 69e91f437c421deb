import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Web

/// Images as training would see them, as `GET /datasets/<id>/transforms.json` answers.
///
/// Pictures are `data:` addresses of PNGs, shrunk to at most 160 pixels a side.
struct TransformPreview: Codable, Sendable {
  /// The numbers of the images within the training images.
  var indices: [Int]
  /// The images as they are.
  var originals: [String]
  /// The images of each epoch; empty without augmentations.
  var epochs: [[String]]
  /// The images of the first epoch with the corruption, which the network learns to undo; empty without.
  var corrupted: [String]
  /// The notation that run files and flags have.
  var augmentation: String
  var corruption: String
  /// Height, width and channels of what the network gets.
  var image_dimensions: [Int]
}

extension StudioServer {
  var transformEndpoints: [Endpoint] {
    let id = Self.dataSetID
    let augmentation = Parameter.text(
      "augmentation", "Augmentations, such as flip=lr + rotation=10", default: "none", maxLength: 1000)
    let corruption = Parameter.text(
      "corruption", "A corruption, such as gaussian=0.3", default: "none", maxLength: 1000)
    let seed = Parameter.integer("seed", "The seed", 0...Int(Int32.max), default: 0)
    let count = Parameter.integer("count", "The number of images", 1...16, default: 6)
    let epochs = Parameter.integer("epochs", "The number of epochs", 1...6, default: 3)
    let first = Parameter.integer("first", "The number of the first image", 0...Int(Int32.max), default: 0)
    return [
      .get(
        "/datasets/{id}/transforms.json", "Images of a data set, augmented and corrupted",
        [id, augmentation, corruption, seed, count, epochs, first]
      ) { call in
        let augmentations: Augmentations
        let corrupting: Corruption
        do {
          augmentations = try Augmentations(call(augmentation))
        } catch let error as SettingError {
          throw WebError(fields: [FieldError("augmentation", PageWords.of(error))])
        }
        do {
          corrupting = try Corruption(call(corruption))
        } catch let error as SettingError {
          throw WebError(fields: [FieldError("corruption", PageWords.of(error))])
        }
        let images = try await someImages(call(id), from: call(first), count: call(count))
        let (seed, epochs) = (UInt64(try call(seed)), try call(epochs))
        return try await compute {
          do {
            return try TransformPreview(images, augmentations, corrupting, epochs: epochs, seed: seed)
          } catch let error as AugmentationError {
            throw WebError(fields: [FieldError("augmentation", PageWords.of(error))])
          } catch let error as any ReportedError {
            throw WebError(fields: [FieldError("corruption", PageWords.of(error))])
          }
        }
      }
    ]
  }

  /// Training images from number `first` on that can be read.
  private func someImages(_ id: String, from first: Int, count: Int) async throws -> [(index: Int, png: [UInt8])] {
    let page = try await catalogue.dataSets.page(id, offset: first, limit: count * 4)
    var images: [(index: Int, png: [UInt8])] = []
    for image in page.images where images.count < count {
      guard let png = try? await catalogue.dataSets.picture(id, part: .train, index: image.index) else { continue }
      images.append((image.index, png))
    }
    guard !images.isEmpty else { throw WebError(fields: [FieldError("first", "there are \(page.total) images")]) }
    return images
  }
}

extension TransformPreview {
  fileprivate init(
    _ images: [(index: Int, png: [UInt8])], _ augmentations: Augmentations, _ corrupting: Corruption, epochs count: Int,
    seed: UInt64
  ) throws {
    let pictures = try images.map { image in
      try image.png.withUnsafeBytes { try Picture(decoding: $0, place: "image \(image.index)") }
    }
    // Pages of few images may mix grey and coloured ones.
    let isColoured = pictures.contains { $0.colour == .rgb }
    let plain = isColoured ? pictures.map { $0.converted(to: .rgb) } : pictures
    let augmenter = try Augmenter(augmentations, shape: plain[0].shape, seed: seed)
    let shape = augmenter.outputShape
    let varied = (0..<count).map { epoch in
      zip(images, plain).map { image, picture in
        Picture(bytePlanes: augmenter.varied(picture.bytePlanes, index: image.index, epoch: epoch), shape: shape)
      }
    }
    indices = images.map(\.index)
    originals = try plain.map(Self.address)
    epochs = augmentations.isEmpty ? [] : try varied.map { try $0.map(Self.address) }
    (augmentation, corruption) = ("\(augmentations)", "\(corrupting)")
    image_dimensions = [shape.height, shape.width, shape.channels]
    guard !corrupting.fields.isEmpty else {
      corrupted = []
      return
    }
    let executor = CPUExecutor(
      try InstructionSet.chosen(environment: ProcessInfo.processInfo.environment), threads: ThreadPool(count: 1))
    let corruptor = try Corruptor(corrupting, image: shape, scaling: .unit, executor: executor)
    let set = ImageSet(pictures: varied[0], name: "preview")
    let levels = try corruptor.corrupted(ImageSubset(set), seed: seed)
    corrupted = try stride(from: 0, to: levels.count, by: shape.elements).map { start in
      let bytes = levels[start..<start + shape.elements].map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
      return try Self.address(Picture(bytePlanes: bytes, shape: shape))
    }
  }

  /// The maximum side of a picture that is shown.
  private static let maxSide = 160

  private static func address(_ picture: Picture) throws -> String {
    try picture.shrunk(to: maxSide).address()
  }
}
