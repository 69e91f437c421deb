import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

struct LoadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `pictures that cannot be read are logged, or all named in one error`() throws {
    try folder.picture("1.png")
    try folder.link("2.png", to: "missing.png")
    try folder.link("3.png", to: "3.png")
    try folder.link("4.png", to: "5.png")
    try folder.link("5.png", to: "4.png")
    var reading = ImageReading()
    let images = try ImageFolder(path: folder.path).trainingImages(reading: reading)
    let log = BadImageLog()
    _ = try reading.loaded(images, badImages: log)
    #expect(log.images.count == 4)
    reading.onBadImage = .fail
    let error = try #require(throws: DatasetError.self) { try reading.loaded(images, badImages: BadImageLog()) }
    #expect(error.description.contains("4 of 5 images cannot be read"))
  }
}
