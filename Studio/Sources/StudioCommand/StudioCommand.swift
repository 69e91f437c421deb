public import ArgumentParser
import Catalogue
import Foundation
import Jobs
import Logging
import NIOCore
import ServiceLifecycle
public import Studio
import UnixSignals
import Web

/// The program `hourglass-studio`: serves, unless a subcommand is named.
@main
struct StudioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hourglass-studio", abstract: "Serve the Studio: data sets, training and results in the browser.",
    discussion: """
      The server answers at this machine alone. To let others in, name an address and a token or users:

        hourglass studio --host 0.0.0.0 --make-token
        hourglass studio password ada >> users && hourglass studio --host 0.0.0.0 --password-file users

      Behind a proxy, add the name that it goes by: --host-name studio.example.org
      """, subcommands: [Password.self])

  @Option(help: ArgumentHelp("Keep runs, data sets and jobs in this folder.", valueName: "dir"))
  var runs = "runs"

  @Option(help: ArgumentHelp("Listen at this address; 0.0.0.0 for all of this machine.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: "Listen at this port; 0 for any that is free.")
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Answer for this name too, that a proxy goes by; with a port where that is not 80 or 443. Repeatable.",
      valueName: "name"))
  var hostName: [String] = []

  @Option(help: ArgumentHelp("Require the token in the first line of this file.", valueName: "file"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "Require a user of this file and their password; `hourglass-studio password NAME` prints its lines.",
      valueName: "file"))
  var passwordFile: String?

  @Flag(help: "Require a new token, and print the address to sign in with it.")
  var makeToken = false

  @Option(
    help: ArgumentHelp(
      "Let people choose images below this folder. Repeatable. (default: the home folder and the folder of runs)",
      valueName: "dir"))
  var roots: [String] = []

  @Option(help: ArgumentHelp("Keep downloaded data sets in this folder.", valueName: "dir"))
  var dataRoot: String?

  @Option(
    help: ArgumentHelp(
      "Fetch pictures to test by their address: none, public (hosts of the internet) or all (this network's too).",
      valueName: "hosts"))
  var fetch = FetchPolicy.none

  @Option(help: "Share this many CPU threads among trainings, 1 to 1024. (default: the number of cores)")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Keep trained models loaded for tests in this many megabytes, 16 to 1048576; those used least recently go.",
      valueName: "MB"))
  var modelMemory = 512

  @Flag(help: "Make the index of runs and data sets again from their folders before serving.")
  var reindex = false

  @Flag(help: "Open the Studio in the browser of this machine.")
  var open = false

  @Option(
    help: ArgumentHelp("Train with this program. (default: hourglass beside this one, or in PATH)", valueName: "path"))
  var hourglass: String?

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port: expected 0 to 65535, got \(port)") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
    }
    guard (16...1 << 20).contains(modelMemory) else {
      throw ValidationError("--model-memory: expected 16 to \(1 << 20), got \(modelMemory)")
    }
    for name in hostName where !SafetyRules.isHostName(name) {
      throw ValidationError("--host-name: expected a name such as studio.example.org, got \(name)")
    }
    guard !makeToken || tokenFile == nil else {
      throw ValidationError("--make-token and --token-file: expected one of them")
    }
    guard SafetyRules.isLoopback(host) || makeToken || tokenFile != nil || passwordFile != nil else {
      throw ValidationError(
        "--host \(host): others reach this address, so that they must sign in; add --make-token, --token-file FILE or "
          + "--password-file FILE")
    }
  }

  func run() async throws {
    ProgramMemory.setLimits()
    let (settings, token) = try settings()
    let server = try await StudioServer(settings)
    if reindex {
      try await server.catalogue.reindex()
      print("The index of \(settings.runs) is made again.")
    }
    let thread = ServerThread()
    let application = server.application(on: thread) { channel in
      let address = ServerAddress(settings, port: channel.localAddress?.port ?? port, token: token)
      print(address.greeting)
      fflush(nil)
      ProgramMemory.trim()
      if self.open { address.openInBrowser() }
    }
    let silent = Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }
    var configuration = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: [.sigint, .sigterm], logger: silent)
    // Answers that still go out get a moment.
    configuration.maximumGracefulShutdownDuration = .seconds(2)
    async let _: Void = ProgramMemory.trimOften()
    do {
      let services = ServiceGroup(configuration: configuration)
      try await withTaskExecutorPreference(thread) { try await services.run() }
    } catch let error as IOError {
      throw Refusal(description: ListeningError.text(settings, error))
    } catch is SocketAddressError.UnknownHost {
      throw Refusal(description: "there is no address of the name \(host); choose another with --host")
    }
    print(farewell(server))
  }

  /// What the server is to do, and the new token.
  private func settings() throws -> (StudioSettings, token: String?) {
    let folder = try Self.writable(runs)
    var settings = StudioSettings(runs: folder, program: try HourglassProgram.path(hourglass))
    (settings.host, settings.port, settings.hostNames) = (host, port, hostName)
    settings.roots = try roots.map { try FileRoot($0).path }
    settings.dataRoot = dataRoot.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    if let threads { settings.threads = threads }
    settings.modelMemory = modelMemory << 20
    settings.fetching = fetch
    let new = makeToken ? AccessControl.makeToken() : nil
    let token = try new ?? tokenFile.map { try AccessControl.token(inFile: $0) }
    let users = try passwordFile.map { try AccessControl.users(inFile: $0) }
    if token != nil || users != nil {
      settings.access = AccessControl(
        token: token, users: users ?? [:], name: "\(folder):\(port)", sessions: settings.sessions)
    }
    return (settings, new)
  }

  /// The absolute path of a folder that can be written; made where it is not there.
  private static func writable(_ folder: String) throws -> String {
    let path = URL(fileURLWithPath: folder).standardizedFileURL.path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Refusal(description: "the folder \(path) cannot be made; choose another with --runs")
    }
    guard isFolder.boolValue, access(path, W_OK) == 0 else {
      throw Refusal(description: "\(path) is no folder that can be written; choose another with --runs")
    }
    return path
  }

  /// Which jobs continue without the server.
  private func farewell(_ server: StudioServer) -> String {
    let active = server.queue.jobs.filter(\.state.isActive).map(\.title)
    guard !active.isEmpty else { return "The Studio has ended; nothing is running." }
    let names = active.prefix(5).joined(separator: ", ") + (active.count > 5 ? " …" : "")
    return
      "The Studio has ended; \(active.count) \(active.count == 1 ? "job goes" : "jobs go") on without it: \(names)."
  }
}

extension FetchPolicy: ExpressibleByArgument {}
