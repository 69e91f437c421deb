import Foundation
import Hourglass
import Testing

import Catalogue

/// What is said of images before a data set is made of them.
@Suite struct DataSetSurveyTests {
  private let place: Place
  private let store: DataSetStore

  init() throws {
    place = try Place()
    store = try Catalogue(runs: place.runs).dataSets
  }

  private func description(_ path: String) -> DatasetDescription {
    DatasetDescription(training: DatasetDescription.Part(images: path))
  }

  @Test func `a folder is counted by class, format and size, with what will be skipped and why`() async throws {
    let folder = try place.writePictures(each: 20)
    try place.write("no picture", "photos/cats/0.png")
    for name in ["photos/.DS_Store", "photos/dogs/notes.txt", "photos/dogs/README"] { try place.write("x", name) }
    let survey = await store.survey(description(folder), within: .seconds(60))
    #expect((survey.kind, survey.images, survey.isComplete, survey.problem) == (.folder, 40, true, nil))
    #expect(survey.classes.map(\.name) == ["cats", "dogs"] && survey.classes.map(\.count) == [20, 20])
    #expect(survey.formats.map(\.name) == ["png"] && survey.sizes.map(\.name) == ["16x8"])
    #expect(survey.channels.map(\.name) == ["rgb"])
    // The first of all is among the 24 that are looked at.
    #expect(survey.thumbnails.count == 23)
    // All others are read, too.
    #expect(survey.lookedAt == 40 && survey.sizes[0].count == 39)
    let reasons = survey.skipped.map(\.reason)
    #expect(reasons.prefix(3) == [".txt files, which are not pictures", "hidden files", "files without extension"])
    #expect(reasons.count == 4 && survey.skipped[3].examples == ["cats/0.png"])
    let thumbnail = try survey.thumbnails[0].png.withUnsafeBytes { try Picture(decoding: $0, place: "thumbnail") }
    #expect((thumbnail.width, thumbnail.height) == (16, 8))
  }

  @Test func `pictures without a thumbnail that cannot be read are found, those of one reason together`() async throws {
    let folder = try place.writePictures(each: 40)
    for number in 1...5 { try place.write("", "photos/cats/\(number).png") }
    let survey = await store.survey(description(folder), within: .seconds(60))
    #expect(survey.lookedAt == 80 && survey.skipped.map(\.count) == [5])
    #expect(survey.skipped[0].examples.count == 3 && survey.skipped[0].examples.allSatisfy { $0.hasPrefix("cats/") })
    #expect(survey.skipped[0].reason.hasPrefix("the file is empty"))
  }

  @Test func `thumbnails show the size, the way of resizing and the colours that were chosen`() async throws {
    var chosen = description(try place.writePictures())
    (chosen.resize, chosen.resizeMode, chosen.colour) = (PixelSize(width: 6, height: 6), .crop, .grey)
    for path in [chosen.training.images, try place.writeDigits()] {
      chosen.training.images = path
      let survey = await store.survey(chosen, within: .seconds(60))
      let thumbnail = try #require(survey.thumbnails.first)
      let picture = try thumbnail.png.withUnsafeBytes { try Picture(decoding: $0, place: "thumbnail") }
      #expect((picture.width, picture.height, picture.colour) == (6, 6, .grey))
    }
  }

  @Test func `other kinds are opened by the library, with their parts and classes`() async throws {
    let folder = try place.writeDigits()
    let survey = await store.survey(description(folder), within: .seconds(60))
    #expect((survey.kind, survey.images, survey.problem) == (.idx, 40, nil))
    #expect(survey.parts.map(\.name) == ["test"] && survey.parts[0].count == 10)
    #expect(survey.classes.map(\.count) == [14, 13, 13] && survey.thumbnails.count == 24)
  }

  @Test func `folders of no use say why`() async throws {
    try place.write("x", "empty/notes.txt")
    #expect(await store.survey(description(place("empty"))).problem?.contains("no pictures") == true)
    let folder = try place.writePictures()
    try FileManager.default.copyItem(atPath: "\(folder)/cats/0.png", toPath: "\(folder)/0.png")
    #expect(await store.survey(description(folder)).problem?.contains("both") == true)
    #expect(await store.survey(description(place("none"))).problem != nil)
  }

  @Test func `without time the numbers are minima, which is said`() async throws {
    let survey = await store.survey(description(try place.writePictures()), within: .zero)
    #expect(!survey.isComplete && (survey.notice ?? survey.problem)?.contains("in the time") == true)
  }

  @Test func `parts of a folder are not its classes`() async throws {
    for part in ["train", "val"] { try place.writePictures("parts/\(part)") }
    let survey = await store.survey(description(place("parts")), within: .seconds(60))
    #expect(survey.classes.map(\.name) == ["cats", "dogs"] && survey.classes.map(\.count) == [12, 12])
    #expect(survey.problem == nil)
  }
}
