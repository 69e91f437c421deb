import Foundation
import Hourglass
import Testing

import Catalogue

/// Data sets that the Studio knows.
@Suite struct DataSetTests {
  private let place: Place
  private let catalogue: Catalogue
  private var store: DataSetStore { catalogue.dataSets }

  init() throws {
    place = try Place()
    catalogue = try Catalogue(runs: place.runs)
  }

  /// The contents once the images have been looked at.
  private func surveyed(_ id: String) async throws -> DataSetContents {
    while true {
      let contents = try await store.contents(id)
      if contents.isSurveyed { return contents }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func `a folder of pictures is registered where it is, and what it holds follows its files`() async throws {
    let folder = try place.writePictures()
    try place.write("no picture", "photos/cats/broken.png")
    try place.write("text", "photos/cats/notes.txt")
    var description = try await store.describe(folder)
    (description.resize, description.colour) = (PixelSize(width: 8, height: 8), .grey)
    let set = try await store.register(description, title: "Cats & Dogs", source: folder, form: ["size": "8"])
    #expect((set.id, set.state, set.form, set.source) == ("cats-dogs", .ready, ["size": "8"], folder))
    #expect(set.reference == "\(place.runs)/.studio/data-sets/cats-dogs/dataset.yaml")
    let contents = try await surveyed(set.id)
    let overview = contents.overview
    #expect((overview.kind, overview.shape, contents.validation) == (.folder, [1, 8, 8], "10%"))
    #expect(overview.parts.map(\.images) == [13] && overview.parts[0].bad == 1)
    #expect(overview.parts[0].classes?.map(\.name) == ["cats", "dogs"])
    #expect(overview.parts[0].classes?.map(\.count) == [7, 6])
    #expect(overview.badImages.count == 1 && overview.badImages[0].title.hasSuffix("cats/broken.png"))
    let sizes = overview.storedSizes
    #expect(overview.ignoredKinds == [".txt": 1] && sizes.map(\.size) == ["16x8"] && sizes[0].images == 12)
    #expect(contents.settings.contains { $0.name == "resize" && $0.value == "8x8" })
    let mean = try #require(try await store.meanImage(set.id))
    let picture = try mean.withUnsafeBytes { try Picture(decoding: $0, place: "mean") }
    #expect((picture.width, picture.height, picture.colour) == (8, 8, .grey))
    // Another catalogue finds it in the index; a new picture makes it be looked at again.
    #expect(try await Catalogue(runs: place.runs).dataSets.contents(set.id) == contents)
    try FileManager.default.removeItem(atPath: place("photos/cats/broken.png"))
    #expect(try await surveyed(set.id).overview.parts[0].bad == 0)
  }

  @Test func `images are paged by class and sent as pictures`() async throws {
    let folder = try place.writeDigits()
    let set = try await store.register(try await store.describe(folder), title: "Digits", source: folder)
    let page = try await store.page(set.id, label: 2, offset: 2, limit: 3)
    #expect((page.total, page.offset) == (13, 2))
    #expect(page.images.map(\.index) == [8, 11, 14] && page.images.allSatisfy { $0.label == 2 })
    #expect(try await store.page(set.id, part: .test).images.map(\.index) == Array(0..<10))
    #expect(try await store.page(set.id, offset: 39, limit: 25).images.map(\.index) == [39])
    #expect(try await store.page(set.id, offset: 100).images.isEmpty)
    let bytes = try await store.picture(set.id, part: .train, index: 8)
    let source = try ImageCollection.open(folder).training
    #expect(try bytes.withUnsafeBytes { try Picture(decoding: $0, place: "8") } == source.picture(at: 8))
    let small = try await store.picture(set.id, part: .train, index: 8, side: 6)
    #expect(try small.withUnsafeBytes { try Picture(decoding: $0, place: "8") }.height == 6)
    await #expect(throws: CatalogueError.self) { try await store.picture(set.id, part: .train, index: 40) }
    await #expect(throws: CatalogueError.self) { try await store.page(set.id, part: .validation) }
    await #expect(throws: CatalogueError.self) { try await store.page("none") }
  }

  @Test func `an import becomes ready by itself, and its mean image is the one that it wrote`() async throws {
    let folder = try place.writePictures(each: 8)
    let set = try await store.prepare(title: "Pets", source: folder, job: "job-1")
    #expect((set.state, set.job) == (.making, "job-1"))
    await #expect(throws: CatalogueError.self) { try await store.contents(set.id) }
    let collection = try ImageCollection.open(folder)
    var settings = ImportSettings()
    (settings.encoding, settings.size) = (.png, PixelSize(width: 8, height: 8))
    var split = ImportSplit()
    split.validationPercent = 25
    let parts = try split.parts(of: ImportList(collection.training), classNames: collection.training.classNames)
    let job = ImportJob(
      settings: settings, training: parts.training, validation: parts.validation, classNames: parts.classNames)
    _ = try job.run(to: set.importFolder)
    let ready = try await store.dataSet(set.id)
    #expect((ready.state, ready.problem) == (.ready, nil))
    let contents = try await surveyed(set.id)
    let overview = contents.overview
    #expect((overview.kind, overview.shape, contents.validation) == (.lmdb, [3, 8, 8], "given"))
    #expect(overview.parts.map(\.part) == [.train, .validation] && overview.parts.map(\.images) == [12, 4])
    #expect(overview.parts[0].classes?.map(\.name) == ["cats", "dogs"] && overview.diskBytes ?? 0 > 0)
    let mean = try MeanFile(path: "\(set.importFolder)/mean.binaryproto").read().picture.png()
    #expect(try await store.meanImage(set.id) == mean)
  }

  @Test func `the runs that use a data set are found by name and by path, and keep it from being deleted`() async throws
  {
    let folder = try place.writeDigits()
    let set = try await store.register(try await store.describe(folder), title: "Digits", source: folder)
    try place.train("AE/by-description", dataset: set.reference)
    symlink(folder, place("link"))
    try place.train("AE/by-link", dataset: place("link"))
    try place.train("AE/other", dataset: place.writeDigits("others"))
    try await catalogue.scan()
    #expect(try await store.runs(using: set.id).map(\.name) == ["AE/by-description", "AE/by-link"])
    let error = await #expect(throws: CatalogueError.self) { try await store.delete(set.id) }
    #expect(error?.code == .inUse && error?.description.contains("AE/by-description, AE/by-link") == true)
    try await catalogue.delete(["AE~by-description", "AE~by-link"])
    try await store.delete(set.id)
    #expect(try await store.list().isEmpty)
    #expect(try await store.restore(set.id) == set)
    try await store.delete(set.id)
    try await store.purge(set.id)
    await #expect(throws: CatalogueError.self) { try await store.restore(set.id) }
    #expect(FileManager.default.fileExists(atPath: folder))
  }

  @Test func `what cannot be opened is not registered, and titles that are taken get a number`() async throws {
    try place.write("text", "empty/notes.txt")
    let description = DatasetDescription(training: DatasetDescription.Part(images: place("empty")))
    await #expect(throws: DatasetError.self) {
      try await store.register(description, title: "Nothing", source: place("empty"))
    }
    let folder = try place.writeDigits()
    let good = try await store.describe(folder)
    await #expect(throws: CatalogueError.self) { try await store.register(good, title: " ", source: folder) }
    #expect(try await store.list().isEmpty)
    let first = try await store.register(good, title: "Täst!", source: folder)
    let second = try await store.register(good, title: "t-st", source: folder)
    #expect([first.id, second.id] == ["t-st", "t-st-2"])
    let renamed = try await store.rename(second.id, to: "Better")
    #expect((renamed.id, renamed.title) == (second.id, "Better"))
    #expect(try await store.setNote(" mine ", of: first.id).note == "mine")
    #expect(try await Set(store.list().map(\.title)) == ["Täst!", "Better"])
    try FileManager.default.removeItem(atPath: folder)
    let gone = try await store.dataSet(first.id)
    #expect(gone.state == .broken && gone.problem?.contains(folder) == true)
    for id in ["../digits", "", "A", ".trash"] {
      await #expect(throws: CatalogueError.self) { try await store.dataSet(id) }
    }
  }

  @Test func `a data set that is described elsewhere, and a prebuilt database, keep what they say`()
    async throws
  {
    let folder = try place.writePictures()
    try place.write("training: ../photos\nresize: 4x4\ncolour: grey\nsplit: 20%\n", "described/dataset.yaml")
    let description = try await store.describe(place("described"))
    #expect(description.training.images.hasSuffix("/photos") && description.training.images.hasPrefix("/"))
    let set = try await store.register(description, title: "Described", source: place("described"))
    let contents = try await store.contents(set.id)
    #expect((contents.overview.shape, contents.validation) == ([1, 4, 4], "20%"))
    let collection = try ImageCollection.open(folder)
    _ = try ImportJob(training: ImportList(collection.training)).run(to: place("db"))
    let database = try await store.describe(place("db/train_db"))
    let prebuilt = try await store.register(database, title: "Prebuilt", source: place("db/train_db"))
    let found = try await store.contents(prebuilt.id).overview
    #expect((found.kind, found.parts[0].images) == (.lmdb, 12))
    #expect(found.parts[0].classes?.map(\.count) == [6, 6])
  }
}
