/// What happens while a data set is made, a line of the file that `hourglass data import --events` and `data get --events`
/// write.
///
/// As JSON, an event is one object: its `event` beside the fields of its report. `EventReader<DataEvent>` follows the file.
public enum DataEvent: Hashable, Sendable {
  /// Images are imported; at most twice a second, and at the start and the end of each part.
  case importing(ImportReport)
  /// A file is downloaded; at most twice a second, and at its start and its end.
  case downloading(DownloadReport)
  /// The data set is there; the last event.
  case done(DataSummary)
  /// The work was stopped, and can be resumed; the last event.
  case stopped(DataFailure)
  /// An error ended the work; the last event.
  case failed(DataFailure)
}

extension DataEvent: Codable {
  private enum Kind: String, Codable { case importing, downloading, done, stopped, failed }
  private enum Key: String, CodingKey { case event }

  public init(from decoder: any Decoder) throws {
    self =
      switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .event) {
      case .importing: .importing(try ImportReport(from: decoder))
      case .downloading: .downloading(try DownloadReport(from: decoder))
      case .done: .done(try DataSummary(from: decoder))
      case .stopped: .stopped(try DataFailure(from: decoder))
      case .failed: .failed(try DataFailure(from: decoder))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    let (kind, report): (Kind, any Encodable) =
      switch self {
      case .importing(let report): (.importing, report)
      case .downloading(let report): (.downloading, report)
      case .done(let summary): (.done, summary)
      case .stopped(let failure): (.stopped, failure)
      case .failed(let failure): (.failed, failure)
      }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .event)
    try report.encode(to: encoder)
  }
}

/// How far an import is.
public struct ImportReport: Codable, Hashable, Sendable {
  /// The current part: `train_db`, `val_db` or `test_db`.
  public var part: String
  /// The number of images done, in all parts.
  public var done: Int
  /// The number of images in all parts.
  public var total: Int
  /// The number of unreadable images.
  public var bad: Int
  /// Images imported per second, since this start.
  public var imagesPerSecond: Double

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - progress: The state of the import.
  ///   - imagesPerSecond: Images imported per second, since this start.
  public init(_ progress: ImportJob.Progress, imagesPerSecond: Double) {
    (part, done, total, bad) = (progress.part, progress.done, progress.total, progress.bad)
    self.imagesPerSecond = imagesPerSecond
  }
}

/// How far a download is.
public struct DownloadReport: Codable, Hashable, Sendable {
  /// The file's name.
  public var file: String
  /// The server's name.
  public var host: String
  /// The bytes received.
  public var bytes: Int
  /// The bytes of the whole file, as stated by the server or the publication.
  public var total: Int
  /// The bytes received per second, since this start.
  public var bytesPerSecond: Double

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - progress: The state of the download.
  ///   - bytesPerSecond: The bytes received per second, since this start.
  public init(_ progress: DownloadProgress, bytesPerSecond: Double) {
    (file, host, bytes, total) = (progress.name, progress.host, progress.bytes, progress.total)
    self.bytesPerSecond = bytesPerSecond
  }
}

/// A data set that was made.
public struct DataSummary: Codable, Hashable, Sendable {
  /// The folder of the data set.
  public var folder: String
  /// The number of images imported, in all parts; nil for a download.
  public var images: Int?
  /// The number of images left out because they cannot be read; nil for a download.
  public var bad: Int?

  /// Creates a summary; the parameters are its properties.
  public init(folder: String, images: Int? = nil, bad: Int? = nil) {
    (self.folder, self.images, self.bad) = (folder, images, bad)
  }
}

/// Why a data set is not there.
public struct DataFailure: Codable, Hashable, Sendable {
  /// One sentence: what is wrong, where, and what to do.
  public var message: String

  /// Creates a failure.
  /// - Parameter message: What is wrong, where, and what to do, in one sentence.
  public init(message: String) { self.message = message }
}
