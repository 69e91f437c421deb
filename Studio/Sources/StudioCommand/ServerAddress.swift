import Foundation
import NIOCore
import Studio
import Web

/// Where the server is reached.
struct ServerAddress {
  /// The address of the first page, or of the page to sign in with the new token.
  let url: String
  private let isProtected: Bool

  init(_ settings: StudioSettings, port: Int, token: String?) {
    let host = Self.reachable(settings.host)
    isProtected = settings.access != nil
    url = "http://\(host):\(port)/" + (token.map { "login#\($0)" } ?? "")
  }

  /// The lines to print at the start.
  var greeting: String {
    "Hourglass Studio: \(url)\nCtrl-C ends the server; trainings continue."
      + (isProtected ? " Put a proxy with TLS in front of it where the network is not yours alone." : "")
  }

  /// An address of this machine in place of one that stands for all of them.
  private static func reachable(_ host: String) -> String {
    guard host == "0.0.0.0" || host == "::" else {
      return host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    }
    let devices = (try? System.enumerateDevices()) ?? []
    let addresses = devices.compactMap(\.address?.ipAddress).filter { !$0.contains(":") && !SafetyRules.isLoopback($0) }
    return addresses.first ?? "127.0.0.1"
  }

  /// Asks the desktop to open the address; where there is none, nothing happens.
  func openInBrowser() {
    #if os(macOS)
      let program = "/usr/bin/open"
    #else
      let program = "/usr/bin/xdg-open"
    #endif
    guard FileManager.default.isExecutableFile(atPath: program) else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [url]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try? process.run()
  }
}

/// Why the server cannot listen where it was told to.
enum ListeningError {
  /// One sentence, with what to do.
  static func text(_ settings: StudioSettings, _ error: IOError) -> String {
    switch error.errnoCode {
    case EADDRINUSE: "port \(settings.port) is taken; choose another with --port, or 0 for any that is free"
    case EACCES, EPERM: "port \(settings.port) is for the administrator; choose one above 1023 with --port"
    case EADDRNOTAVAIL: "\(settings.host) is no address of this machine; choose another with --host"
    default: "cannot listen at \(settings.host):\(settings.port): \(String(cString: strerror(error.errnoCode)))"
    }
  }
}
