import ImageData
import ImageFormats
import ImageShapes
import Settings
import Testing

/// Classes that are trained on, alone.
@Suite struct ClassSelectionTests {
  private func dataset() throws -> Dataset {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    func images(_ labels: [Int32]) -> ImageSet {
      ImageSet(count: labels.count, shape: shape, labels: labels, classNames: ["cat", "dog", "7"], name: "pets") {
        for (index, label) in labels.enumerated() { $0[index] = UInt8(label) }
      }
    }
    let test = images([0, 1, 2, 1])
    return try Dataset(
      name: "pets", images: images([0, 1, 2, 0, 1, 2, 2, 0]), split: .first(3), seed: 0,
      test: DeferredImages(count: 4, shape: shape) { test })
  }

  @Test func `training and validation images are of the classes, test images of all`() throws {
    let chosen = try dataset().ofClasses(ClassSelection(["dog", "0"]))
    #expect(chosen.training.labels == [0, 1, 0] && chosen.validation.labels == [0, 1])
    #expect(try chosen.test?.load().labels == [0, 1, 2, 1])
    #expect(try chosen.fingerprint == dataset().fingerprint && chosen.split == .first(3))
    // A name counts before a number.
    #expect(try dataset().ofClasses(ClassSelection(["7"])).training.labels == [2, 2])
  }

  @Test func `a class without images is refused with those there are`() throws {
    let error = #expect(throws: DatasetError.self) { try dataset().ofClasses(ClassSelection(["do"])) }
    #expect(error?.code == .noClasses)
    #expect("\(try #require(error))".contains("did you mean dog?"))
    #expect(throws: DatasetError.self) { try dataset().ofClasses(ClassSelection(["3"])) }
  }

  @Test func `classes are separated by commas`() throws {
    func read(_ value: SettingValue) throws -> [String] { try ClassSelection(value).classes }
    #expect(try read(.integer(3)) == ["3"])
    #expect(try read(.text("3, aquarium fish ,0")) == ["3", "aquarium fish", "0"])
    #expect(ClassSelection(["3", "cat"]).description == "3,cat")
    for text in ["", ",", "3,,4", " "] { #expect(throws: SettingError.self) { try read(.text(text)) } }
  }
}
