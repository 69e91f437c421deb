import Foundation

/// A client that writes bytes to a socket and reads what comes back, so that tests can also send what no client would.
final class LoopbackClient: Sendable {
  private let descriptor: Int32

  /// Connects to a port of this machine.
  init(port: Int, receiveBuffer: Int32? = nil, timeout: Int = 60) throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var wait = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failure(reason: "cannot connect: \(String(cString: strerror(errno)))") }
  }

  struct Failure: Error { let reason: String }

  /// Writes bytes; false where the other side takes no more.
  @discardableResult
  func write(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// What comes next, at most so many bytes; nil at the end, or where nothing comes in time.
  func read(_ limit: Int = 1 << 16) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &bytes, limit, 0)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// Everything until the other side closes.
  func readAll() -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = read() { all += bytes }
    return all
  }

  /// What comes until `mark` is there.
  func read(until mark: String) -> String {
    var all = Data()
    let mark = Data(mark.utf8)
    var searched = 0
    while let bytes = read() {
      all += bytes
      if all[searched...].range(of: mark) != nil { break }
      searched = max(0, all.count - mark.count)
    }
    return String(decoding: all, as: UTF8.self)
  }

  /// The number of bytes until `mark` is there; keeps none of them.
  func count(until mark: String) -> Int {
    var count = 0
    var last = Data()
    let mark = Data(mark.utf8)
    while let bytes = read() {
      count += bytes.count
      last += bytes
      if last.range(of: mark) != nil { break }
      last = Data(last.suffix(mark.count))
    }
    return count
  }

  /// Closes the connection.
  func finish() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  deinit { close(descriptor) }
}

/// An answer, as it came over the connection.
struct Answer: Sendable {
  let status: Int
  let fields: [(name: String, value: String)]
  let bytes: [UInt8]

  /// The field `name`, in any case.
  subscript(name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The body as JSON.
  var json: Any? { try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) }

  /// Reads the bytes of a connection that was closed after the answer.
  init?(_ all: [UInt8]) {
    guard let end = all.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: all[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    guard let first = lines.first?.split(separator: " "), first.count >= 2, let status = Int(first[1]) else {
      return nil
    }
    self.status = status
    fields = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (String(parts[0]), parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
    bytes = Array(all[end.upperBound...])
  }
}
