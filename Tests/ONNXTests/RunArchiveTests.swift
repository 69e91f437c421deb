import Diagnostics
import Exporting
import Foundation
import ImageFormats
import TestSupport
import Testing
import Training

/// A run moves to another folder in one file, or a damaged file is named.
@Suite struct RunArchiveTests {
  private let place: TemporaryFolder

  init() throws {
    place = try TemporaryFolder()
    let weights = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    for (name, bytes) in [
      ("run.yaml", Array("model: {name: AE}\ndata: {dataset: mnist}\n".utf8)), ("metrics.jsonl", []),
      ("checkpoints/best.safetensors", weights), ("images/film/0.png", [1, 2, 3]), (".lock", []),
    ] { try place.write(bytes, "runs/AE/one/\(name)") }
  }

  private var run: RunDirectory { RunDirectory(path: place("runs/AE/one")) }

  private func files(_ folder: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
    return Dictionary(
      uniqueKeysWithValues: try names.compactMap { name in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        return isFolder.boolValue ? nil : (name, try bytes(of: "\(folder)/\(name)"))
      })
  }

  @Test(arguments: ["run.tar", "run.tar.gz", "run.tgz"])
  func `every file comes back, under the same name or another`(_ file: String) throws {
    let archive = RunArchive(path: place(file))
    let content = try archive.write(run, name: "AE/one")
    #expect(content.files == 4)
    let (read, _) = try archive.read(into: place("elsewhere"))
    #expect(read.path == place("elsewhere/AE/one"))
    #expect(try files(read.path) == files(run.path))
    #expect(try archive.read(into: place("elsewhere"), as: "other").run.path == place("elsewhere/other"))
    #expect(throws: RunError.self) { try archive.read(into: place("elsewhere")) }
    let all = try FileManager.default.contentsOfDirectory(atPath: place("elsewhere"))
    let names = all.filter { !$0.hasPrefix(".") }.sorted()
    #expect(names == ["AE", "other"], "\(names)")
    let (_, listing) = try TestSupport.run("tar", ["-tf", place(file)])
    #expect(listing.hasPrefix("manifest.json\n"), "\(listing)")
  }

  @Test func `checksums are those of sha256sum`() throws {
    let archive = RunArchive(path: place("run.tar"))
    _ = try archive.write(run, name: "AE/one")
    let (_, sum) = try TestSupport.run("sha256sum", ["\(run.path)/checkpoints/best.safetensors"])
    let text = String(decoding: try bytes(of: place("run.tar")), as: UTF8.self)
    #expect(text.contains(sum.prefix(64)), "\(sum)")
  }

  @Test func `a damaged file is named, and nothing is left`() throws {
    let archive = RunArchive(path: place("run.tar"))
    _ = try archive.write(run, name: "AE/one")
    var all = try bytes(of: place("run.tar"))
    // The bytes of the film's picture.
    let position = try #require(all.indices.dropLast(3).last { Array(all[$0..<$0 + 3]) == [1, 2, 3] })
    all[position] = 7
    try put(all, at: place("run.tar"))
    let damage = #expect(throws: RunArchiveError.self) { try archive.read(into: place("elsewhere")) }
    #expect(damage?.code == .damaged)
    #expect(damage?.description.contains("run.tar, images/film/0.png: the file is damaged") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place("elsewhere")).isEmpty)
    try put(Array(all.prefix(40_000)), at: place("run.tar"))
    let short = #expect(throws: RunArchiveError.self) { try archive.read(into: place("elsewhere")) }
    #expect(short?.description.contains("run.tar, checkpoints/best.safetensors: the archive is") == true)
    try put([1, 2, 3], at: place("run.tar"))
    #expect(throws: ImageFileError.self) { try archive.read(into: place("elsewhere")) }
  }

  /// An archive of `run.yaml`, 41 bytes long, and `x/a`, 3 bytes long, whose manifest has these files and sizes.
  private func archive(of listed: [(file: String, size: String)]) throws -> RunArchive {
    try place.write(Array("model: {name: AE}\ndata: {dataset: mnist}\n".utf8), "made/run.yaml")
    try place.write(Array("hi\n".utf8), "made/x/a")
    let files = try listed.map { file, size in
      let (_, sum) = try TestSupport.run("sha256sum", [place("made/\(file)")])
      return #"{"path":"\#(file)","bytes":\#(size),"sha256":"\#(sum.prefix(64))"}"#
    }
    let manifest =
      #"{"format":"hourglass-run-1","name":"made","version":"0.2.0","files":[\#(files.joined(separator: ","))]}"#
    try place.write(Array(manifest.utf8), "made/manifest.json")
    let (status, output) = try TestSupport.run(
      "tar", ["-cf", place("made.tar"), "-C", place("made"), "manifest.json", "run.yaml", "x/a"])
    try #require(status == 0, "\(output)")
    return RunArchive(path: place("made.tar"))
  }

  /// Expects that `archive` is refused by the name of its file `file`, and that nothing is left.
  private func expectDamage(_ file: String, _ archive: RunArchive) throws {
    let damage = try #require(throws: RunArchiveError.self) { try archive.read(into: place("elsewhere")) }
    #expect(damage.code == .damaged && damage.report.place == "\(place("made.tar")), \(file)", "\(damage)")
    let left = (try? FileManager.default.contentsOfDirectory(atPath: place("elsewhere"))) ?? []
    #expect(left.isEmpty, "\(left)")
  }

  @Test(arguments: ["\(Int.min)", "-5", "0", "1", "2", "4", "1500000000", "9000000000000000000", "\(Int.max)"])
  func `a size in the manifest that is not the file's is refused by the file's name`(_ size: String) throws {
    let right = try archive(of: [("run.yaml", "41"), ("x/a", "3")])
    #expect(try right.read(into: place("right")).content.bytes == 44)
    try expectDamage("x/a", archive(of: [("run.yaml", "41"), ("x/a", size)]))
    try expectDamage("run.yaml", archive(of: [("run.yaml", size), ("x/a", "3")]))
    try expectDamage("run.yaml", archive(of: [("run.yaml", size), ("x/a", size)]))
  }

  @Test func `sizes in the manifest whose sum no run has are refused`() throws {
    let many = try (0..<5).map { index in
      try place.write([1], "made/many/\(index)")
      return ("many/\(index)", "\(1 << 40)")
    }
    try expectDamage("many/3", archive(of: [("run.yaml", "41"), ("x/a", "3")] + many))
  }

  @Test(arguments: [1, 2, 4, 7])
  func `an import that is stopped leaves nothing, and is not listed before its end`(_ count: Int) throws {
    let archive = RunArchive(path: place("run.tar"))
    _ = try archive.write(run, name: "AE/one")
    var (asked, listed): (Int, [String]) = (0, [])
    let stopped = #expect(throws: RunArchiveError.self) {
      try archive.read(into: place("elsewhere")) {
        asked += 1
        listed += RunDirectory.all(in: place("elsewhere")).map(\.name)
        return asked == count
      }
    }
    #expect(stopped?.code == .interrupted && asked == count && listed.isEmpty, "\(asked) \(listed)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place("elsewhere")).isEmpty)
  }

  @Test(arguments: [1, 2, 4, 6])
  func `an export that is stopped leaves the file of before, and no other`(_ count: Int) throws {
    try place.write([1, 2], "run.tar.gz")
    let before = try place.names
    var asked = 0
    let stopped = #expect(throws: RunArchiveError.self) {
      try RunArchive(path: place("run.tar.gz")).write(run, name: "AE/one") {
        asked += 1
        return asked == count
      }
    }
    #expect(stopped?.code == .interrupted && asked == count)
    #expect(try place.names == before)
    #expect(try bytes(of: place("run.tar.gz")) == [1, 2])
  }

  @Test func `what imports of ended processes left is not listed, and removed by the next`() throws {
    let archive = RunArchive(path: place("run.tar"))
    _ = try archive.write(run, name: "AE/one")
    for file in ["dead/lock", "dead/run/run.yaml", "alive/lock", "alive/run/run.yaml"] {
      try place.write([], "elsewhere/.importing-\(file)")
    }
    try FileManager.default.createDirectory(
      atPath: place("elsewhere/.importing-empty"), withIntermediateDirectories: false)
    let lock = open(place("elsewhere/.importing-alive/lock"), O_RDWR)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX) == 0)
    #expect(RunDirectory.all(in: place("elsewhere")).isEmpty)
    _ = try archive.read(into: place("elsewhere"))
    let left = try FileManager.default.contentsOfDirectory(atPath: place("elsewhere")).sorted()
    #expect(left == [".importing-alive", "AE"], "\(left)")
  }
}
