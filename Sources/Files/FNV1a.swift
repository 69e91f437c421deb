/// The digest FNV-1a of 64 bits, which guards against accidents, not against intent.
package enum FNV1a {
  /// The digest of `bytes`.
  package static func digest(_ bytes: [UInt8]) -> UInt64 {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return digest
  }
}
