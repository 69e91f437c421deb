public import Logging

/// Prints faults to standard error.
///
/// The number that Hummingbird gives each request is left out: nobody could look it up, and writing it down for all of them
/// takes longer than to find a shared answer.
public struct FaultLog: LogHandler {
  public var logLevel = Logger.Level.error
  private let output: StreamLogHandler

  /// A log that begins its lines with `label`.
  public init(label: String) { output = .standardError(label: label) }

  public var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }

  public subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  public func log(event: LogEvent) { output.log(event: event) }
}
