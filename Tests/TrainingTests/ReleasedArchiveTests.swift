import Diagnostics
import Exporting
import Foundation
import Hourglass
import ImageFormats
import TestSupport
import Testing

/// A run of a released version, in the archive of a later one.
struct ReleasedArchive: CustomTestStringConvertible, Sendable {
  let run: ReleasedRun

  var testDescription: String { "archive of \(run.testDescription)" }

  static let all = ReleasedRun.all.filter { $0.name == "interrupted" }.map { ReleasedArchive(run: $0) }

  var path: String {
    get throws {
      try #require(Bundle.module.url(forResource: "Fixtures/\(run.version)/\(run.name)", withExtension: "tar.gz")).path
    }
  }
}

/// The archive of a released version's run is opened: the same files, the same numbers, the same training.
@Suite struct ReleasedArchiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func files(_ path: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) where !name.hasPrefix(".") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder), !isFolder.boolValue
      else {
        continue
      }
      found[name] = try bytes(of: "\(path)/\(name)")
    }
    return found
  }

  @Test(arguments: ReleasedArchive.all)
  func `the files are those of the run`(_ archive: ReleasedArchive) throws {
    let original = try archive.run.copied(to: folder)
    let (read, content) = try RunArchive(path: archive.path).read(into: folder("elsewhere"), as: "other")
    #expect(read.path == folder("elsewhere/other"))
    let found = try files(read.path)
    #expect(try found == files(original.path))
    #expect(content.files == found.count && content.bytes == found.values.reduce(0) { $0 + $1.count })
    #expect(content.name == "other")
  }

  @Test(arguments: ReleasedArchive.all)
  func `its run is measured, used without images, and continues as in its version`(_ archive: ReleasedArchive) throws {
    let released = archive.run
    try folder.write(ReleasedRun.images, "images.npy")
    let directory = try RunArchive(path: archive.path).read(into: folder("runs")).run
    #expect(RunDirectory.all(in: folder("runs")).map(\.name) == [released.name])
    let trained = try TrainedAutoencoder(run: directory.path)
    #expect(trained.epochs.map(\.epoch) == Array(1...released.epochs))
    var settings = try RunFile(path: directory.runFile).settings
    settings.data.root = folder.path
    settings.training.epochs = released.settingOfEpochs
    let configuration = try settings.resolved()
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder("runs"))
    #expect(run.directory == directory)
    let best = try #require(RunOverview(directory).reports.last { $0.isBest }?.validation)
    let measured = try run.evaluate(.validation, executor: SmallRuns.executor())
    #expect(abs(measured.mse - best.mse) < 1e-5 && abs(measured.psnr - best.psnr) < 1e-3)
    #expect(try run.train(executor: SmallRuns.executor()).outcome == .completed)
    let loss = try #require(RunOverview(directory).reports.last?.trainingLoss)
    #expect(abs(loss - released.laterLoss) < 1e-5 * max(1, released.laterLoss))
  }
}

/// A damaged archive is refused by the name of the file that is damaged, and nothing of the run is left.
@Suite struct DamagedArchiveTests {
  private let folder: TemporaryFolder
  private let whole: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    whole = try bytes(of: ReleasedArchive.all[0].path)
    try folder.write(whole, "whole.tar.gz")
    try folder.write([], "parts/here")
    try FileManager.default.removeItem(atPath: folder("parts/here"))
    _ = try TestSupport.run("tar", ["-xzf", folder("whole.tar.gz"), "-C", folder("parts")])
  }

  /// The files of the archive, the manifest first.
  private var names: [String] {
    get throws {
      try TestSupport.run("tar", ["-tzf", folder("whole.tar.gz")]).output.split(separator: "\n").map(String.init)
    }
  }

  /// Packs these of the parts again.
  private func pack(_ names: [String], _ options: String...) throws -> String {
    let (status, output) = try TestSupport.run(
      "tar", ["-czPf", folder("packed.tar.gz"), "-C", folder("parts")] + options + names)
    try #require(status == 0, "\(output)")
    return folder("packed.tar.gz")
  }

  /// The error of reading the archive at `path`, after which nothing is left.
  private func error(
    _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (any ReportedError)? {
    var found: (any ReportedError)?
    do {
      _ = try RunArchive(path: path).read(into: folder("runs"))
      Issue.record("the archive was read", sourceLocation: sourceLocation)
    } catch let error as any ReportedError {
      found = error
    }
    let left = (try? FileManager.default.subpathsOfDirectory(atPath: folder("runs"))) ?? []
    #expect(left.isEmpty, "\(left)", sourceLocation: sourceLocation)
    return found
  }

  /// Expects a damaged file of this name.
  private func expectDamage(_ file: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let error = try error(path, sourceLocation: sourceLocation)
    #expect(
      (error as? RunArchiveError)?.code == .damaged, "\(String(describing: error))", sourceLocation: sourceLocation)
    #expect(error?.report.place == "\(path), \(file)", "\(String(describing: error))", sourceLocation: sourceLocation)
  }

  @Test func `one byte changed in any file`() throws {
    for name in try names.dropFirst() {
      let original = try bytes(of: folder("parts/\(name)"))
      var changed = original
      changed[original.count / 2] ^= 1
      try put(changed, at: folder("parts/\(name)"))
      try expectDamage(name, pack(names))
      try put(original, at: folder("parts/\(name)"))
    }
  }

  @Test func `one byte changed in the archive, or its end missing`() throws {
    let known = try Set(names)
    for position in stride(from: 200, to: whole.count - 8, by: whole.count / 40) {
      var changed = whole
      changed[position] ^= 0x10
      for (damaged, what) in [(changed, "changed"), (Array(whole.prefix(position)), "cut")] {
        try put(damaged, at: folder("damaged.tar.gz"))
        let error = try error(folder("damaged.tar.gz"))
        // A name within a header may have changed.
        let file = error?.report.place?.split(separator: ", ").last.map(String.init) ?? ""
        let isNamed = error is RunArchiveError && (what == "changed" || known.contains(file))
        #expect(isNamed, "\(what) at \(position): \(String(describing: error))")
      }
    }
  }

  @Test func `a file missing, twice, or not in the manifest`() throws {
    let all = try names
    try expectDamage("checkpoints/best.safetensors", pack(all.filter { $0 != "checkpoints/best.safetensors" }))
    try expectDamage("run.yaml", pack(all + ["run.yaml"], "--hard-dereference"))
    try folder.write([1], "parts/extra.txt")
    try expectDamage("extra.txt", pack(all + ["extra.txt"]))
    try FileManager.default.removeItem(atPath: folder("parts/run.yaml"))
    try FileManager.default.createSymbolicLink(atPath: folder("parts/run.yaml"), withDestinationPath: "/etc/passwd")
    try expectDamage("run.yaml", pack(all))
  }

  @Test func `a path that leaves the folder`() throws {
    try folder.write([1], "outside.txt")
    let found = try error(pack(names + ["../outside.txt"], "--absolute-names"))
    #expect((found as? ImageFileError)?.code == .unsafePath)
    #expect(found?.description.contains("../outside.txt") == true, "\(String(describing: found))")
  }

  @Test func `a manifest that is missing, damaged or of a later version`() throws {
    let all = try names
    let missing = try error(pack(Array(all.dropFirst())))
    #expect((missing as? RunArchiveError)?.code == .noRun)
    #expect(missing?.description.contains("manifest.json as the first file") == true)
    let text = String(decoding: try bytes(of: folder("parts/manifest.json")), as: UTF8.self)
    try put(Array(text.utf8.dropLast(30)), at: folder("parts/manifest.json"))
    try expectDamage("manifest.json", pack(all))
    try put(
      Array(#"{"format":"hourglass-run-9","version":"9.1.0","pieces":[]}"#.utf8), at: folder("parts/manifest.json"))
    let later = try error(pack(all))
    #expect((later as? RunArchiveError)?.code == .version)
    #expect(later?.description.contains("got hourglass-run-9); read it with Hourglass 9.1.0 or later") == true)
  }
}
