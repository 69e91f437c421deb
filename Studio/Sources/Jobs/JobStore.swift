import Foundation
import Hourglass

/// The folders of jobs, `<runs>/.studio/jobs/<id>`, which hold all there is to know of the jobs.
///
/// Reading needs no lock; a ``JobQueue`` alone writes.
public struct JobStore: Hashable, Sendable {
  /// The folder of all runs, an absolute path.
  public let runs: String

  /// The jobs beside the runs in the folder `runs`, which need not exist.
  public init(runs: String) {
    self.runs = URL(fileURLWithPath: runs).standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// The folder of the Studio's files.
  public var studio: String { "\(runs)/.studio" }
  /// The folder of all jobs.
  public var path: String { "\(studio)/jobs" }

  /// The folder of a job.
  public func folder(of id: JobID) -> JobFolder { JobFolder(path: "\(path)/\(id)") }

  /// Reads all jobs, in the order of the queue.
  ///
  /// - Returns: the jobs, and those whose file cannot be read.
  public func read() -> (jobs: [Job], damaged: [DamagedJob]) {
    var jobs: [Job] = []
    var damaged: [DamagedJob] = []
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] {
      guard let id = JobID(rawValue: name) else { continue }
      let folder = folder(of: id)
      do {
        guard let data = FileManager.default.contents(atPath: folder.job) else {
          guard FileManager.default.fileExists(atPath: folder.job) else {
            // Without the file there is no job: the server was killed while it was made.
            if FileManager.default.fileExists(atPath: folder.damagedJob) {
              damaged.append(DamagedJob(id: id, path: folder.damagedJob, reason: "set aside at an earlier start"))
            }
            continue
          }
          throw JobError(.cannotWrite, Report("the file cannot be read", place: folder.job))
        }
        let job = try Self.decoder.decode(Job.self, from: data)
        guard job.id == id, !job.history.isEmpty else {
          throw JobError(.badRequest, Report("the file is not that of this job", place: folder.job, got: "\(job.id)"))
        }
        jobs.append(job)
      } catch {
        damaged.append(DamagedJob(id: id, path: folder.job, reason: Self.reason(error)))
      }
    }
    return (jobs.sorted { ($0.position, $0.id) < ($1.position, $1.id) }, damaged)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "not the file of a job: \(context.debugDescription)"
    default: "\(error)"
    }
  }

  /// Renames the file of each job that cannot be read, so that it is neither read nor replaced again.
  func setAside(_ damaged: [DamagedJob]) -> [DamagedJob] {
    damaged.map { job in
      var job = job
      let target = folder(of: job.id).damagedJob
      if job.path != target, rename(job.path, target) == 0 { job.path = target }
      return job
    }
  }

  /// Makes the folder of a new job with a name of its own.
  func makeFolder(date: Date) throws(JobError) -> JobID {
    try makeFolder(path)
    while true {
      let id = JobID(date: date, suffix: .random(in: .min ... .max))
      if mkdir("\(path)/\(id)", 0o777) == 0 { return id }
      guard errno == EEXIST else { throw cannotWrite("\(path)/\(id)", got: String(cString: strerror(errno))) }
    }
  }

  /// Makes the folder of all jobs.
  func makeFolder() throws(JobError) { try makeFolder(path) }

  private func makeFolder(_ path: String) throws(JobError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw cannotWrite(path, got: error.localizedDescription)
    }
  }

  /// Replaces the file of a job, which is on the disk when this returns.
  func write(_ job: Job) throws(JobError) {
    do {
      let text = String(decoding: try Self.encoder.encode(job), as: UTF8.self)
      try write(text + "\n", to: folder(of: job.id).job)
    } catch let error as JobError {
      throw error
    } catch {
      throw cannotWrite(folder(of: job.id).job, got: "\(error)")
    }
  }

  /// Replaces a text file, which is on the disk when this returns.
  func write(_ text: String, to path: String) throws(JobError) {
    do {
      try AtomicFile.write(text: text, to: path)
    } catch let error as AtomicFileError {
      throw JobError(.cannotWrite, error.report)
    } catch {
      throw cannotWrite(path, got: "\(error)")
    }
  }

  /// Removes the folder of a job.
  func remove(_ id: JobID) throws(JobError) {
    let path = folder(of: id).path
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw cannotWrite(path, got: error.localizedDescription)
    }
  }

  private func cannotWrite(_ place: String, got: String) -> JobError {
    JobError(
      .cannotWrite,
      Report("a job cannot be written", place: place, got: got, cure: "free some space, or allow writing there"))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(date.formatted(dates))
    }
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.dateDecodingStrategy = .custom { decoder in
      try Date(decoder.singleValueContainer().decode(String.self), strategy: dates)
    }
    return decoder
  }

  private static let dates = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

/// A job whose file cannot be read.
public struct DamagedJob: Codable, Hashable, Sendable {
  /// The identifier, which is the folder's name.
  public var id: JobID
  /// The file.
  public var path: String
  /// What is wrong with it.
  public var reason: String
}
