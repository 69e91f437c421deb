import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Testing

/// The published data sets, where this machine has them.
struct PublishedDataTests {
  static let fashionFolder = "/usr/share/datasets/fashion-mnist"
  static let hasFashion = FileManager.default.fileExists(atPath: fashionFolder)

  /// The folder with MNIST: `$HOURGLASS_DATA`, or `shared/data/mnist` beside the package.
  static let mnistFolder: String? = {
    let variable = ProcessInfo.processInfo.environment[DatasetCatalogue.environmentVariable]
    let beside = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data/mnist")
    let places = [variable, beside.standardizedFileURL.path].compactMap(\.self)
    return places.first { root in
      let findings = DatasetCatalogue.standard.findings(dataRoot: root, environment: [:])
      return findings.contains { $0.dataset == .mnist && $0.folder != nil }
    }
  }()

  @Test(.enabled(if: hasFashion, "the package dataset-fashion-mnist is not installed"))
  func `Fashion-MNIST is the published one`() throws {
    let dataset = try DatasetCatalogue.standard.load("fashion-mnist", environment: [:], seed: 1)
    #expect(dataset.training.count == 55000)
    #expect(dataset.validation.count == 5000)
    #expect(dataset.shape == ImageShape(channels: 1, height: 28, width: 28))
    #expect(dataset.training.images.labels?.prefix(5) == [9, 0, 0, 3, 0])
    #expect(dataset.training.images.className(of: 9) == "Ankle boot")
    #expect(dataset.fingerprint == "b2dab131")
    let test = try #require(dataset.test).load()
    #expect(test.count == 10000)
    #expect(test.images.labels?.prefix(5) == [9, 2, 1, 1, 6])
    #expect(test.images.classNames == dataset.training.images.classNames && test.images.classNames.count == 10)
    #expect(test.images.fingerprint == "56dc89ba")
  }

  @Test(.enabled(if: mnistFolder != nil, "MNIST is neither in $HOURGLASS_DATA nor beside the package"))
  func `MNIST is the published one`() throws {
    let dataset = try DatasetCatalogue.standard.load("mnist", dataRoot: Self.mnistFolder, environment: [:], seed: 1)
    #expect(dataset.training.count == 55000)
    #expect(dataset.validation.count == 5000)
    #expect(dataset.training.images.labels?.prefix(5) == [5, 0, 4, 1, 9])
    #expect(dataset.fingerprint == "efdcf6aa")
    let test = try #require(dataset.test).load()
    #expect(test.images.labels?.prefix(5) == [7, 2, 1, 0, 4])
    #expect(test.images.fingerprint == "a06452d4")
  }
}
