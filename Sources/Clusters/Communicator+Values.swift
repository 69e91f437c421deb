internal import Diagnostics
internal import Foundation

extension Communicator {
  /// Whether this is rank 0, which alone writes and prints.
  public var isFirst: Bool { rank == 0 }

  /// The sum of the ranks' values, added in the order of ranks.
  public func sum(_ value: Double) -> Double { sum([value])[0] }

  /// The sums of the ranks' values, added in the order of ranks.
  public func sum(_ values: [Double]) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { sum($0) }
    return values
  }

  /// The sums of the ranks' values, added in the order of ranks.
  public func sum(_ values: [Float]) -> [Float] {
    var values = values
    values.withUnsafeMutableBufferPointer { sum($0) }
    return values
  }

  /// The sum of the ranks' integers, each at most 2^53 in magnitude, as the sum.
  public func sum(_ value: Int) -> Int { Int(sum(Double(value))) }

  /// Whether any rank says yes: one answer for all.
  public func agree(_ any: Bool) -> Bool { sum(any ? 1.0 : 0) > 0 }

  /// The bytes of rank `root`, whatever the others give.
  public func broadcast(bytes: [UInt8], from root: Int = 0) -> [UInt8] {
    var count = UInt64(bytes.count)
    withUnsafeMutableBytes(of: &count) { broadcast($0, from: root) }
    var bytes = rank == root ? bytes : [UInt8](repeating: 0, count: Int(count))
    if count > 0 { bytes.withUnsafeMutableBytes { broadcast($0, from: root) } }
    return bytes
  }

  /// The value of rank `root`, whatever the others give.
  public func broadcast<Value: Codable>(_ value: Value, from root: Int = 0) -> Value {
    let text = broadcast(bytes: rank == root ? encoded(value) : [], from: root)
    return rank == root ? value : decoded(text)
  }

  /// The bytes of every rank, in the order of ranks.
  public func gather(bytes: [UInt8]) -> [[UInt8]] {
    var counts = [UInt64](repeating: 0, count: size)
    withUnsafeBytes(of: UInt64(bytes.count)) { count in
      counts.withUnsafeMutableBytes { gather(count, byteCounts: Array(repeating: 8, count: size), into: $0) }
    }
    let byteCounts = counts.map { Int($0) }
    var all = [UInt8](repeating: 0, count: byteCounts.reduce(0, +))
    bytes.withUnsafeBytes { mine in
      all.withUnsafeMutableBytes { gather(mine, byteCounts: byteCounts, into: $0) }
    }
    var start = 0
    return byteCounts.map { count in
      defer { start += count }
      return Array(all[start..<start + count])
    }
  }

  /// The values of every rank, in the order of ranks.
  public func gather<Value: Codable>(_ value: Value) -> [Value] {
    gather(bytes: encoded(value)).map { decoded($0) }
  }
}

/// A value as the ranks exchange it: JSON, in which numbers keep their bits.
func encoded(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  do {
    return [UInt8](try encoder.encode([value]))
  } catch {
    fatalError("a value cannot be sent to other ranks: \(error)")
  }
}

/// The value of `bytes` that ``encoded(_:)`` made.
func decoded<Value: Decodable>(_ bytes: [UInt8]) -> Value {
  let decoder = JSONDecoder()
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  do {
    return try decoder.decode([Value].self, from: Data(bytes))[0]
  } catch {
    fatalError("a value of another rank cannot be read: \(error)")
  }
}
