import Foundation
import HTTPTypes
import Hourglass
import Subprocess
import Synchronization
import Web

/// Fetches pictures by their address, with the program curl.
///
/// The addresses of a host are looked up and checked here, and curl connects to these only: a name that changes its address
/// meanwhile (DNS rebinding) has no effect. Redirections are followed by the same rules.
final class PictureFetcher: Sendable {
  /// The hosts from which it fetches.
  let policy: FetchPolicy
  private let names = ComputeQueue("host names", threads: 2, waiting: 16)
  private let active = Atomic(0)

  private static let maxAtOnce = 4
  private static let maxRedirections = 4
  private static let maxSeconds = 20

  init(_ policy: FetchPolicy) { self.policy = policy }

  /// The bytes at an address, at most ``PictureShelf/maxBytes``, and their name.
  ///
  /// - Throws: `WebError`: 403 where nothing is fetched; 400 for an address that is not allowed; 422 for one without a
  ///   picture; 501 without curl; 503 while ``maxAtOnce`` others are fetched.
  func file(at text: String) async throws -> (bytes: [UInt8], title: String) {
    guard policy != .none else {
      throw WebError(
        .forbidden, type: "fetching",
        "this server fetches no addresses; send the file instead, or start the server with --fetch public")
    }
    var address = try WebAddress(text)
    let before = active.add(1, ordering: .relaxed).oldValue
    defer { active.subtract(1, ordering: .relaxed) }
    guard before < Self.maxAtOnce else {
      throw WebError(.serviceUnavailable, type: "busy", "other pictures are being fetched; try again in a few seconds")
    }
    let start = ContinuousClock.now
    for _ in 0...Self.maxRedirections {
      let places = try await places(of: address)
      let seconds = Double(Self.maxSeconds) - (ContinuousClock.now - start) / .seconds(1)
      guard seconds > 0 else { throw Self.failed(address, "took more than \(Self.maxSeconds) seconds") }
      let answer = try await answer(of: address, at: places, seconds: seconds)
      switch answer.status {
      case 200..<300:
        guard !answer.bytes.isEmpty else { throw Self.failed(address, "answered without a file") }
        return (answer.bytes, address.title)
      case 300..<400 where !answer.next.isEmpty: address = try WebAddress(answer.next)
      default: throw Self.failed(address, "answered with status \(answer.status)")
      }
    }
    throw Self.failed(address, "redirected more than \(Self.maxRedirections) times")
  }

  /// The addresses of the host that may be connected to, at least one.
  private func places(of address: WebAddress) async throws -> [NetworkAddress] {
    let host = address.host
    let all = try await names { NetworkAddress.all(of: host) }
    guard !all.isEmpty else { throw WebAddress.wrong("there is no host called \(host)") }
    let allowed = policy == .all ? all : all.filter(\.isPublic)
    guard !allowed.isEmpty else {
      throw WebAddress.wrong("\(host) is not a host of the public internet; this server fetches from no others")
    }
    return allowed
  }

  private func answer(
    of address: WebAddress, at places: [NetworkAddress], seconds: Double
  ) async throws -> (status: Int, next: String, bytes: [UInt8]) {
    let isNumeric = !NetworkAddress.all(of: address.host, isNumeric: true).isEmpty
    let list = places.map { $0.isShort ? $0.text : "[\($0.text)]" }.joined(separator: ",")
    let arguments =
      [
        "-q", "--silent", "--show-error", "--globoff", "--proto", "=http,https", "--noproxy", "*", "--max-redirs", "0",
        "--connect-timeout", "5", "--max-time", String(format: "%.1f", seconds), "--max-filesize",
        "\(PictureShelf.maxBytes)", "--user-agent", "hourglass-studio", "--header", "Accept: image/*", "--write-out",
        "%{stderr}\n\(Self.mark)%{http_code} %{redirect_url}\n",
      ] + (isNumeric ? [] : ["--resolve", "\(address.host):\(address.port):\(list)"])
      + ["--url", address.text(host: isNumeric ? places[0].text : address.host)]
    let result: ExecutionResult<Void, BytesOutput, StringOutput<UTF8>>
    do {
      result = try await Subprocess.run(
        .name("curl"), arguments: Arguments(arguments), environment: .custom(Self.environment), input: .none,
        output: .bytes(limit: PictureShelf.maxBytes), error: .string(limit: 1 << 16))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw Self.tooLarge(address)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw WebError(
        .notImplemented, type: "fetching", "fetching needs the program curl, which this server does not have")
    }
    let words = result.standardError
    let lines = words.split(separator: "\n")
    switch result.terminationStatus {
    case .exited(0): break
    case .exited(28): throw Self.failed(address, "did not answer in time")
    case .exited(63): throw Self.tooLarge(address)
    default:
      // curl: (7) Failed to connect to …
      let reason = lines.first { $0.hasPrefix("curl: ") }?.drop { $0 != ")" }.dropFirst(2) ?? "no answer"
      throw Self.failed(address, "does not deliver (\(reason.prefix(200)))")
    }
    let facts = lines.last { $0.hasPrefix(Self.mark) }?.dropFirst(Self.mark.count) ?? ""
    let parts = facts.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts.first.flatMap { Int($0) } ?? 0, parts.count > 1 ? String(parts[1]) : "", result.standardOutput)
  }

  /// Begins the line with the status.
  private static let mark = "answer: "

  /// No settings, proxies or credentials of the server's user.
  private static let environment: [Environment.Key: String] = {
    let own = ProcessInfo.processInfo.environment
    var all: [Environment.Key: String] = [:]
    for name in ["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
      if let value = own[name], let key = Environment.Key(rawValue: name) { all[key] = value }
    }
    return all
  }()

  private static func failed(_ address: WebAddress, _ what: String) -> WebError {
    WebError(.unprocessableContent, type: "unreachable", "\(address.host) \(what)")
  }

  private static func tooLarge(_ address: WebAddress) -> WebError {
    WebError(
      .unprocessableContent, type: "too-large",
      "\(address.host) sends more than \(Figures.bytes(PictureShelf.maxBytes)), the maximum of a picture")
  }
}
