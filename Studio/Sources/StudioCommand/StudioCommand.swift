import ArgumentParser
import Foundation
import ServiceLifecycle
import Studio
import Web

/// The program `hourglass-studio`.
@main
struct StudioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hourglass-studio", abstract: "Serve the Studio: data sets, training and results in the browser.")

  @Option(help: ArgumentHelp("The folder of all runs.", valueName: "dir"))
  var runs = "runs"

  @Option(help: ArgumentHelp("The address to listen at.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: "The port to listen at; 0 for any that is free.")
  var port = 8080

  @Option(
    help: ArgumentHelp("A name that the server goes by behind a proxy; may be given several times.", valueName: "name"))
  var hostName: [String] = []

  @Option(help: ArgumentHelp("The program hourglass. (default: the one beside this, or on PATH)", valueName: "path"))
  var hourglass: String?

  func run() async throws {
    var settings = StudioSettings(runs: runs, program: hourglass ?? "hourglass")
    (settings.host, settings.port, settings.hostNames) = (host, port, hostName)
    do {
      let server = try await StudioServer(settings)
      try await server.application { channel in
        guard let port = channel.localAddress?.port else { return }
        print("Hourglass Studio: http://\(host):\(port)/   (Ctrl-C ends it; runs go on)")
        fflush(nil)
      }
      .runService()
    } catch let error as WebError {
      FileHandle.standardError.write(Data("error: \(error.message)\n".utf8))
      throw ExitCode.failure
    }
  }
}
