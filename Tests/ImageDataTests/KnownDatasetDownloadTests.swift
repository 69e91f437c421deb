import Diagnostics
import Files
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct KnownDatasetDownloadTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two files as MNIST's, written below `place`.
  private func small(_ place: String, mirrors: [String] = []) throws -> KnownDataset {
    var files: [DownloadFile] = []
    // Digests of the contents by Python's hashlib.
    let contents = [
      (
        "train-images-idx3-ubyte.gz", idx([4, 2, 2], noise(16)),
        "eacfd03841fd8bbd54a77eb1c9296a6805b27fcac345d5bcfccd4c19bdcc555f"
      ), ("labels.gz", idx([4], noise(4)), "5ef530ee6fb2e7454106004f0dcc9108d5141df9faa7a7713c7d8d483666868f"),
    ]
    for (name, content, digits) in contents {
      let zipped = gzipped(content)
      try folder.write(zipped, "\(place)/\(name)")
      files.append(
        DownloadFile(
          name: name, bytes: zipped.count,
          checksum: Checksum(.sha256, digits, ofContent: true)))
    }
    return KnownDataset(
      name: "small", title: "Small", origin: "", split: .none, files: .idx(labelsChecksum: 0),
      download: KnownDataset.Download(files: files, mirrors: mirrors, trainingCount: 4, testCount: 0))
  }

  /// A CIFAR-100 of two black training images and a test image.
  private func cifar(_ place: String) throws -> KnownDataset {
    let archive = gzipped(
      tarArchive([
        ("cifar-100-binary/train.bin", [UInt8](repeating: 0, count: 2 * 3074)), ("cifar-100-binary/file.txt~", [1]),
        ("cifar-100-binary/test.bin", [UInt8](repeating: 0, count: 3074)),
      ]))
    try folder.write(archive, "\(place)/cifar-100-binary.tar.gz")
    let file = DownloadFile(
      name: "cifar-100-binary.tar.gz", bytes: archive.count,
      checksum: Checksum(.sha256, "2af8a8b2c70567ca9da215cd1fbd0c93b9c11f89187ed122d34a9bbe22ef2ff6", ofContent: true))
    return KnownDataset(
      name: "cifar100", title: "CIFAR-100", origin: "", split: .none, files: .cifar(.cifar100),
      download: KnownDataset.Download(files: [file], mirrors: [], trainingCount: 2, testCount: 1))
  }

  @Test func `files come from a folder, are kept when they are right and replaced when not`() throws {
    let set = try small("from")
    let source = DownloadSource(folder("from"))
    let first = try set.download(into: folder("root"), from: source, with: Downloader())
    #expect(first.folder == folder("root/small"))
    #expect(first.fetched == ["train-images-idx3-ubyte.gz", "labels.gz"])
    #expect(try bytes(of: folder("root/small/labels.gz")) == bytes(of: folder("from/labels.gz")))
    try folder.write([1, 2], "root/small/labels.gz")
    let second = try set.download(into: folder("root"), from: source, with: Downloader())
    #expect(second.kept == ["train-images-idx3-ubyte.gz"])
    #expect(second.fetched == ["labels.gz"])
    let forced = try set.download(into: folder("root"), from: source, force: true, with: Downloader())
    #expect(forced.kept == [])
  }

  @Test func `a folder that lacks a file or has another is an error`() throws {
    let set = try small("from")
    try FileManager.default.removeItem(atPath: folder("from/labels.gz"))
    let missing = try #require(throws: DownloadError.self) {
      try set.download(into: folder("root"), from: DownloadSource(folder("from")), with: Downloader())
    }
    #expect(missing.code == .badSource)
    #expect(missing.description.contains("labels.gz"))
    try folder.write(gzipped(idx([4], [9, 9, 9, 9])), "from/labels.gz")
    let other = try #require(throws: DownloadError.self) {
      try set.download(into: folder("root"), from: DownloadSource(folder("from")), with: Downloader())
    }
    #expect(other.code == .checksum)
    let file = try #require(throws: DownloadError.self) {
      try set.download(into: folder("root"), from: DownloadSource(folder("from/labels.gz")), with: Downloader())
    }
    #expect(file.code == .badSource)
  }

  @Test func `an archive is unpacked, and one that was named is left alone`() throws {
    let set = try cifar("from")
    let first = try set.download(
      into: folder("root"), from: DownloadSource("file://\(folder("from/cifar-100-binary.tar.gz"))"), with: Downloader()
    )
    #expect(first.fetched == ["cifar-100-binary"])
    let target = folder("root/cifar100/cifar-100-binary")
    #expect(try FileManager.default.contentsOfDirectory(atPath: target).sorted() == ["test.bin", "train.bin"])
    let images = try #require(CIFARFolder(path: folder("root/cifar100"))).load()
    #expect(images.training.count == 2)
    #expect(images.test?.count == 1)
    #expect(FileManager.default.fileExists(atPath: folder("from/cifar-100-binary.tar.gz")))
    #expect(try set.download(into: folder("root"), with: Downloader()).kept == ["cifar-100-binary"])
    try folder.write([0], "root/cifar100/cifar-100-binary/test.bin")
    let again = try set.download(into: folder("root"), from: DownloadSource(folder("from")), with: Downloader())
    #expect(again.fetched == ["cifar-100-binary"])
  }

  @Test func `an archive that lies in the data set's folder is used and stays`() throws {
    let set = try cifar("root/cifar100")
    let outcome = try set.download(into: folder("root"), with: Downloader())
    #expect(outcome.fetched == ["cifar-100-binary"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder("root/cifar100")).sorted() == [
        "cifar-100-binary", "cifar-100-binary.tar.gz",
      ])
  }

  @Test(.enabled(if: Python.isThere, "there is no Python to serve files"))
  func `files come from one's own server, archives are not kept`() throws {
    let place = try TemporaryFolder()
    let server = try DownloadServer(place)
    let set = try small("from")
    for file in set.download?.files ?? [] {
      try place.write(bytes(of: folder("from/\(file.name)")), "files/\(file.name)")
    }
    for (address, root) in [("\(server.address)/good/", "one"), ("\(server.address)/good", "two")] {
      let outcome = try set.download(into: folder(root), from: DownloadSource(address), with: Downloader())
      #expect(outcome.fetched.count == 2)
    }
    let mirrored = try small("from", mirrors: ["\(server.address)/missing/", "\(server.address)/good/"])
    #expect(try mirrored.download(into: folder("three"), with: Downloader()).fetched.count == 2)
    let archive = try cifar("from")
    try place.write(bytes(of: folder("from/cifar-100-binary.tar.gz")), "files/cifar-100-binary.tar.gz")
    let source = DownloadSource("\(server.address)/good/cifar-100-binary.tar.gz")
    _ = try archive.download(into: folder("root"), from: source, with: Downloader())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("root/cifar100")) == ["cifar-100-binary"])
  }

  @Test(.enabled(if: Python.isThere, "there is no Python to serve files"))
  func `the server that Python brings is enough`() throws {
    let set = try small("from")
    let server = try PythonProcess(
      ["-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder("from")], output: folder("said"))
    // Serving HTTP on 127.0.0.1 port 40001 (http://127.0.0.1:40001/) ...
    let address = try #require(try server.line().split { "()".contains($0) }.first { $0.hasPrefix("http://") })
    #expect(
      try set.download(into: folder("root"), from: DownloadSource(String(address)), with: Downloader()).fetched.count
        == 2)
  }

  @Test func `what is published here is what the known sets name`() throws {
    for (set, place) in [
      (KnownDataset.mnist, PublishedDataTests.mnistFolder), (.fashionMNIST, PublishedDataTests.fashionFolder),
    ] {
      guard let place, FileManager.default.fileExists(atPath: place) else { continue }
      let source = DownloadSource.folder(place)
      #expect(try set.download(into: folder("root"), from: source, with: Downloader()).fetched.count == 4)
    }
  }

  @Test func `downloads go where data sets are looked for`() throws {
    #expect(DataRoot.standard(environment: ["HOURGLASS_DATA": "/data", "HOME": "/home/me"]) == "/data")
    #expect(DataRoot.standard(environment: ["HOME": "/home/me"]) == "/home/me/.cache/hourglass")
    #expect(DataRoot.standard(environment: ["HOME": "/home/me", "XDG_CACHE_HOME": "/c"]) == "/c/hourglass")
    #expect(DataRoot.standard(environment: [:]) == nil)
    try SmallImages.write(to: folder, "hourglass/small")
    let known = KnownDataset(name: "small", title: "Small", origin: "", split: .none, files: .idx(labelsChecksum: 0))
    let finding = DatasetCatalogue(known: [known]).findings(environment: ["XDG_CACHE_HOME": folder.path])
    #expect(finding[0].folder == folder("hourglass/small"))
  }
}
