import Foundation
import ImageData
import ImageFormats
import ImageShapes

/// Pictures of MNIST, where this machine has it.
enum RealPictures {
  private static let root: String? = {
    let variable = ProcessInfo.processInfo.environment[DatasetCatalogue.environmentVariable]
    let beside = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data/mnist")
    return [variable, beside.standardizedFileURL.path].compactMap(\.self).first { root in
      DatasetCatalogue.standard.findings(dataRoot: root, environment: [:])
        .contains { $0.dataset == .mnist && $0.folder != nil }
    }
  }()

  static let hasMNIST = root != nil

  private static let images = Result {
    try DatasetCatalogue.standard.load("mnist", dataRoot: root, environment: [:], seed: 1).training.images
  }

  /// The first `count` digits, in the middle of `side` rows and columns.
  static func digits(count: Int, side: Int) throws -> (bytes: [UInt8], shape: ImageShape) {
    let images = try images.get()
    let (size, border) = (images.shape.height, (side - images.shape.height) / 2)
    var bytes = [UInt8](repeating: 0, count: count * side * side)
    var digit = [UInt8](repeating: 0, count: size * size)
    for index in 0..<count {
      try digit.withUnsafeMutableBufferPointer { try images.read(index, into: $0) }
      for row in 0..<size {
        let start = (index * side + row + border) * side + border
        bytes.replaceSubrange(start..<start + size, with: digit[row * size..<(row + 1) * size])
      }
    }
    return (bytes, ImageShape(channels: 1, height: side, width: side))
  }
}
