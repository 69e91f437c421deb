import Foundation

/// An IP address.
struct NetworkAddress: Hashable, Sendable {
  /// The canonical text: `93.184.215.14`, `2606:2800::1`.
  let text: String
  /// 4 or 16 bytes.
  private let bytes: [UInt8]

  /// The addresses of a host; blocks while a name is looked up.
  ///
  /// - Parameters:
  ///   - host: A name or an address, without brackets.
  ///   - isNumeric: Whether names are not looked up.
  static func all(of host: String, isNumeric: Bool = false) -> [NetworkAddress] {
    var hints = addrinfo()
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    hints.ai_flags = isNumeric ? AI_NUMERICHOST : 0
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    return sequence(first: first, next: { $0?.pointee.ai_next }).compactMap { entry in
      entry.flatMap { NetworkAddress($0.pointee) }
    }
  }

  private init?(_ entry: addrinfo) {
    guard let address = entry.ai_addr else { return nil }
    switch entry.ai_family {
    case AF_INET:
      bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin_addr) { [UInt8]($0) }
      }
    case AF_INET6:
      bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin6_addr) { [UInt8]($0) }
      }
    default: return nil
    }
    var name = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(entry.ai_family, bytes, &name, socklen_t(name.count)) != nil else { return nil }
    text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether it has four bytes.
  var isShort: Bool { bytes.count == 4 }

  /// Whether it is an address of the public internet, by the registries of special addresses (RFC 6890).
  var isPublic: Bool {
    if isShort { return !Self.special.contains { isIn($0.prefix, bits: $0.bits) } }
    // ::ffff:a.b.c.d is a.b.c.d.
    if isIn([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], bits: 96) {
      return NetworkAddress.all(of: bytes.suffix(4).map { "\($0)" }.joined(separator: "."), isNumeric: true)
        .allSatisfy(\.isPublic)
    }
    return isIn([0x20], bits: 3) && !Self.longSpecial.contains { isIn($0.prefix, bits: $0.bits) }
  }

  private func isIn(_ prefix: [UInt8], bits: Int) -> Bool {
    (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return (bytes[bit / 8] ^ (bit / 8 < prefix.count ? prefix[bit / 8] : 0)) & mask == 0
    }
  }

  /// This machine, private networks, links, providers' networks, documentation, benchmarks, groups, what is reserved.
  private static let special: [(prefix: [UInt8], bits: Int)] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
    ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
    ([203, 0, 113], 24), ([224], 3),
  ]
  /// Protocols and tunnels, documentation, 6to4.
  private static let longSpecial: [(prefix: [UInt8], bits: Int)] = [
    ([0x20, 0x01, 0], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16), ([0x3F, 0xFF, 0], 20),
  ]
}
