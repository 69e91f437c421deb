/// A safetensors header, parsed strictly; offsets and types are validated later.
struct SafetensorsHeader {
  struct Tensor {
    var name: String
    var type: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  private(set) var tensors: [Tensor] = []
  private(set) var metadata: [String: String] = [:]
  /// The range of the checksum's digits in the header; empty where the metadata have none.
  private(set) var checksumBytes = 0..<0

  init(json bytes: UnsafeRawBufferPointer, path: String) throws(SafetensorsError) {
    var scanner = JSONScanner(bytes, path: path)
    var names: Set<String> = []
    // The format requires the brace first, as a mark of such files.
    if bytes.first != UInt8(ascii: "{") { throw scanner.failure(expected: "{") }
    try scanner.object { scanner, name throws(SafetensorsError) in
      guard names.insert(name).inserted else { throw scanner.duplicate(name) }
      if name == SafetensorsFormat.metadataKey {
        try readMetadata(&scanner)
      } else {
        tensors.append(try Self.tensor(name, &scanner))
      }
    }
    try scanner.finish()
  }

  private mutating func readMetadata(_ scanner: inout JSONScanner) throws(SafetensorsError) {
    var found: [String: String] = [:]
    var checksum = 0..<0
    try scanner.object { scanner, key throws(SafetensorsError) in
      guard found[key] == nil else { throw scanner.duplicate("\(SafetensorsFormat.metadataKey).\(key)") }
      scanner.skipSpace()
      let start = scanner.position + 1
      found[key] = try scanner.string()
      if key == SafetensorsFormat.checksumKey {
        checksum = start..<scanner.position - 1
        guard checksum.count == SafetensorsFormat.checksumDigits else {
          throw scanner.failure(expected: "a checksum of \(SafetensorsFormat.checksumDigits) digits")
        }
      }
    }
    (metadata, checksumBytes) = (found, checksum)
  }

  private static func tensor(_ name: String, _ scanner: inout JSONScanner) throws(SafetensorsError) -> Tensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(SafetensorsError) in
      switch key {
      case "dtype" where type == nil: type = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.integers()
      case "data_offsets" where offsets == nil: offsets = try scanner.integers()
      case "dtype", "shape", "data_offsets": throw scanner.duplicate("\(name).\(key)")
      default: throw scanner.failure(expected: "dtype, shape or data_offsets of tensor \(name)")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw scanner.failure(expected: "dtype, shape and two data_offsets of tensor \(name) before it")
    }
    return Tensor(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
  }
}
