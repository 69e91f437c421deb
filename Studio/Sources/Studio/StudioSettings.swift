import Foundation
public import Web

/// What a Studio serves, and where it listens.
public struct StudioSettings: Sendable {
  /// The folder of all runs.
  public var runs: String
  /// The program that trains: `hourglass`.
  public var program: String
  /// The host name or address to listen at.
  public var host = "127.0.0.1"
  /// The port to listen at; 0 for any that is free.
  public var port = 8080
  /// Other names that the server goes by, behind a proxy.
  public var hostNames: [String] = []
  /// Who may use the server; nil for everyone who reaches it.
  public var access: AccessControl?
  /// The folders below which people may choose images; empty for the home folder and the folder of runs.
  public var roots: [String] = []
  /// A folder of data sets, as `--data-root`.
  public var dataRoot: String?
  /// From where pictures are fetched by their address.
  public var fetching = FetchPolicy.none
  /// The bytes that models loaded for pages take together.
  public var modelMemory = 512 << 20
  /// CPU threads that jobs share.
  public var threads = ProcessInfo.processInfo.activeProcessorCount

  public init(runs: String, program: String) { (self.runs, self.program) = (runs, program) }

  /// The folder of what the Studio keeps: jobs, data sets, the catalogue.
  public var folder: String { "\(runs)/.studio" }
  /// The file that keeps people signed in when the server starts again.
  public var sessions: String { "\(folder)/sessions.json" }
}
