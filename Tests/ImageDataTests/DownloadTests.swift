import Diagnostics
import Files
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: Python.isThere, "there is no Python to serve files"))
struct DownloadTests {
  let folder: TemporaryFolder
  let server: DownloadServer
  let target: String
  /// Large enough to come in several pieces.
  static let content = idx([700, 28, 28], noise(700 * 784))
  static let body = gzipped(content)

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.body, "files/data.gz")
    server = try DownloadServer(folder)
    target = folder("data/data.gz")
  }

  /// Digests by Python's hashlib.
  private static let sha256 = "a5b290b688fb561b32203cc62f4275ca882d220d240e6e608538283a0fcdafc8"
  private static let md5 = "e39e72082f40ca2bb67d6cc51194df33"

  private func file() -> DownloadFile {
    DownloadFile(
      name: "data.gz", bytes: Self.body.count, checksum: Checksum(.sha256, Self.sha256, ofContent: true))
  }

  private func download(_ modes: String..., file: DownloadFile? = nil, stall: Double = 30) throws {
    var downloader = Downloader()
    downloader.stallSeconds = stall
    try downloader.download(file ?? self.file(), from: modes.map { server.url($0) }, to: target)
  }

  private func failure(_ modes: String..., stall: Double = 30) throws -> DownloadError {
    var downloader = Downloader()
    downloader.stallSeconds = stall
    let error = try #require(throws: DownloadError.self) {
      try downloader.download(file(), from: modes.map { server.url($0) }, to: target)
    }
    #expect(!error.description.contains("\n"))
    #expect(error.report.cure != nil)
    #expect(!FileManager.default.fileExists(atPath: target))
    return error
  }

  private func checkArrived() throws {
    #expect(try bytes(of: target) == Self.body)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data")) == ["data.gz"])
  }

  @Test(arguments: ["good", "norange", "redirect", "unsaid"])
  func `a file arrives`(_ mode: String) throws {
    try download(mode)
    try checkArrived()
  }

  @Test(arguments: [Checksum(.md5, md5), Checksum(.sha256, sha256.uppercased())])
  func `a file has the published digest of its own bytes`(_ checksum: Checksum) throws {
    try folder.write(Self.content, "files/data.gz")
    try download("good", file: DownloadFile(name: "data.gz", bytes: Self.content.count, checksum: checksum))
    #expect(try bytes(of: target) == Self.content)
    try folder.write(Self.content.dropLast() + [0], "files/data.gz")
    let error = try #require(throws: DownloadError.self) {
      try download("good", file: DownloadFile(name: "data.gz", bytes: Self.content.count, checksum: checksum))
    }
    #expect(error.code == .checksum)
    #expect(error.description.contains(checksum.digits))
  }

  @Test(arguments: ["truncate", "drop"])
  func `a cut connection leaves a part, from which the next attempt goes on`(_ mode: String) throws {
    let error = try failure(mode)
    #expect(error.code == .truncated)
    let half = Self.body.count / 2
    #expect(error.description.contains("expected \(Self.body.count) bytes, got \(half)"))
    #expect(try bytes(of: "\(target).part").count == half)
    try download(mode)
    try checkArrived()
    #expect(try server.requests.suffix(1) == ["\(mode) bytes=\(half)-"])
  }

  @Test func `another mirror goes on where the first broke off`() throws {
    try download("truncate", "good")
    try checkArrived()
    #expect(try server.requests == ["truncate -", "good bytes=\(Self.body.count / 2)-"])
  }

  @Test(arguments: ["norange", "changed"])
  func `a server that begins again is followed`(_ mode: String) throws {
    _ = try failure("truncate")
    try download(mode)
    try checkArrived()
  }

  @Test func `a part that belongs to another file is thrown away`() throws {
    try folder.write(noise(1000, seed: 9), "data/data.gz.part")
    try download("good")
    try checkArrived()
    #expect(try server.requests == ["good bytes=1000-", "good -"])
  }

  @Test func `a part that is all there needs no byte more`() throws {
    try folder.write(Self.body, "data/data.gz.part")
    try download("good")
    try checkArrived()
    #expect(try server.requests == [])
  }

  @Test func `a file that a mirror has compressed better is complete all the same`() throws {
    try folder.write(Self.body, "data/data.gz.part")
    let file = self.file()
    try download("good", file: DownloadFile(name: file.name, bytes: file.bytes + 10, checksum: file.checksum))
    try checkArrived()
    #expect(try server.requests == ["good bytes=\(Self.body.count)-"])
  }

  @Test func `a server that falls silent is given up`() throws {
    // On a busy machine the first half may take longer than the silence that is allowed; then more is.
    var allowed = 0.5
    var error = try failure("stall", stall: allowed)
    while !error.description.contains("got \(Self.body.count / 2)"), allowed < 60 {
      // There is no part if no byte came.
      try? FileManager.default.removeItem(atPath: "\(target).part")
      allowed *= 2
      error = try failure("stall", stall: allowed)
    }
    #expect(error.code == .stalled)
    #expect(error.description.contains("got \(Self.body.count / 2)"))
    try download("stall", stall: 30)
    try checkArrived()
  }

  @Test func `a page in place of the file is noticed`() throws {
    #expect(try failure("html").code == .notData)
    #expect(try failure("page").code == .notData)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data")) == [])
  }

  @Test func `lengths that lie are noticed`() throws {
    #expect(try failure("short").code == .checksum)
    #expect(try failure("huge").code == .tooLong)
    let endless = try failure("endless")
    #expect(endless.code == .tooLong)
    #expect(endless.description.contains("more than the file has"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data")) == [])
  }

  @Test func `a part that does not fit is asked for once more from the start`() throws {
    _ = try failure("truncate")
    #expect(try failure("shifted").code == .status)
    try download("shifted")
    try checkArrived()
  }

  @Test func `another file than the published is not kept`() throws {
    let error = try failure("corrupt")
    #expect(error.code == .checksum)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data")) == [])
  }

  @Test func `every mirror is named when none delivers`() throws {
    let one = try failure("missing")
    #expect(one.code == .status)
    #expect(one.description.contains("HTTP status 404"))
    let all = try failure("missing", "forbidden", "busy")
    #expect(all.code == .allMirrors)
    for words in ["/missing/", "404", "/forbidden/", "403", "/busy/", "503", "--from"] {
      #expect(all.description.contains(words))
    }
    try download("missing", "html", "good")
    try checkArrived()
  }

  @Test func `without a network the cure is to say where the files are`() throws {
    let nowhere = ["http://127.0.0.1:1/data.gz", "http://name.invalid/data.gz"].compactMap { URL(string: $0) }
    let error = try #require(throws: DownloadError.self) {
      try Downloader().download(file(), from: nowhere, to: target)
    }
    #expect(error.code == .noNetwork)
    #expect(error.description.contains("--from"))
    #expect(error.description.contains("name.invalid"))
  }

  @Test func `a download can be stopped, and goes on later`() throws {
    var downloader = Downloader()
    downloader.isCancelled = { true }
    let error = try #require(throws: DownloadError.self) {
      try downloader.download(file(), from: [server.url("stall"), server.url("good")], to: target)
    }
    #expect(error.code == .interrupted)
    #expect(try server.requests.allSatisfy { $0.hasPrefix("stall") })
    try download("good")
    try checkArrived()
  }

  @Test func `two processes do not write one file`() throws {
    try folder.write([], "data/data.gz.part")
    let descriptor = open("\(target).part", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    #expect(try failure("good").code == .busy)
  }

  @Test func `what another process has written until it is done is seen, and what it finished is not written to`()
    throws
  {
    let bytes = Data(repeating: 7, count: 3)
    let isDone = Atomic(false)
    let folder = folder
    // Both would deadlock if they waited for each other: each tries until the file is free.
    @Sendable func open(_ name: String) -> PartialFile {
      while true { if let part = try? PartialFile(of: folder(name)) { return part } }
    }
    try FileManager.default.createDirectory(atPath: folder("data"), withIntermediateDirectories: true)
    let other = Thread {
      for turn in 0..<400 {
        let part = open("data/\(turn % 2)")
        try? part.append(bytes)
        try? part.append(bytes)
        try? part.finish()
        part.unlock()
      }
      isDone.store(true, ordering: .releasing)
    }
    other.start()
    var turn = 0
    while !isDone.load(ordering: .acquiring) {
      let part = open("data/\(turn % 2)")
      let there = try FileManager.default.attributesOfItem(atPath: part.path)[.size] as? Int
      #expect(part.count == there)
      part.unlock()
      turn += 1
    }
  }

  @Test func `a mirror list of nothing says so`() throws {
    let error = try #require(throws: DownloadError.self) { try Downloader().download(file(), from: [], to: target) }
    #expect(error.code == .allMirrors)
    #expect(error.description.contains("data.gz: there is no address to download from"))
    #expect(error.description.contains("--from"))
  }

  @Test func `a folder that cannot be made is an error`() throws {
    try folder.write([], "data")
    let error = try #require(throws: AtomicFileError.self) { try download("good") }
    #expect(error.code == .missingFolder)
  }

  @Test func `a full disk keeps nothing under the file's name`() throws {
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    try FileManager.default.createDirectory(atPath: folder("data"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(target).part", withDestinationPath: "/dev/full")
    let error = try #require(throws: AtomicFileError.self) { try download("good") }
    #expect(error.code == .diskFull)
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func `the progress ends with the whole file`() throws {
    let last = Mutex<DownloadProgress?>(nil)
    var downloader = Downloader()
    downloader.progress = { progress in last.withLock { $0 = progress } }
    try downloader.download(file(), from: [server.url("good")], to: target)
    let progress = try #require(last.withLock { $0 })
    #expect(progress.bytes == Self.body.count && progress.total == Self.body.count)
    #expect(progress.host == "127.0.0.1")
  }
}
