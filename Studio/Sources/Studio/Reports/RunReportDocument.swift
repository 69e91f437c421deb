import Catalogue
import Foundation
import Hourglass

/// What there is to take away of a run, as JSON: reports of evaluations, and an archive of its folder.
struct RunReportDocument: Codable, Sendable {
  /// A page that needs no server.
  struct Page: Codable, Hashable, Sendable {
    /// The images that were measured: `train`, `validation` or `test`.
    var part: String
    /// The address below the server's root.
    var url: String
    /// The file beside the run.
    var path: String
    var bytes: Int
    var written: Date
  }

  /// A file beside the run.
  struct File: Codable, Hashable, Sendable {
    var path: String
    var bytes: Int
    var written: Date
  }

  /// The reports that were written, the newest first.
  var pages: [Page]
  /// The job that writes a report, or the last one that did; nil for none.
  var job: JobEntry?
  /// The images that a report can be of, the best choice first; empty where there is no checkpoint yet.
  var parts: [String]
  /// The address of the archive below the server's root; it is made when it is asked for.
  var archive_url: String
  /// The archive that was written beside the run; nil for none.
  var archive: File?

  /// What is in the folder of `run`; reads its files.
  init(_ run: RunSubject, job: JobEntry?) {
    let directory = RunDirectory(path: run.directory)
    pages = DatasetPart.allCases.compactMap { part in
      Self.file("\(directory.evaluation)/\(part.rawValue).html").map { file in
        Page(
          part: part.rawValue, url: "\(run.url)/report/\(part.rawValue).html", path: file.path, bytes: file.bytes,
          written: file.written)
      }
    }.sorted { ($0.written, $0.part) > ($1.written, $1.part) }
    self.job = job
    let hasCheckpoint =
      FileManager.default.fileExists(atPath: directory.bestCheckpoint) || directory.newestCheckpoint != nil
    parts = hasCheckpoint ? Self.parts(of: run).map(\.rawValue) : []
    archive_url = "\(run.url)/archive.tar.gz"
    archive = Self.file(Self.archivePath(run))
  }

  /// Where the archive of `run` is written.
  static func archivePath(_ run: RunSubject) -> String { "\(run.directory).tar.gz" }

  /// The images that `run` has, validation images first; while it trains, those that it has measured.
  private static func parts(of run: RunSubject) -> [DatasetPart] {
    guard let row = run.row else { return [] }
    let known: [(DatasetPart, Bool)] = [
      (.validation, row.validationResults != nil || row.last.mse01 != nil), (.test, row.testResults != nil),
      (.train, true),
    ]
    return known.filter(\.1).map(\.0)
  }

  /// The file at `path`; nil where there is none.
  static func file(_ path: String) -> File? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular, let bytes = (attributes[.size] as? NSNumber)?.intValue
    else { return nil }
    return File(path: path, bytes: bytes, written: attributes[.modificationDate] as? Date ?? .distantPast)
  }
}
