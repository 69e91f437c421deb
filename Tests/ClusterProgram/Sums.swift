import Clusters
import Diagnostics
import Foundation

/// A value of a rank that looks random, and differs in every bit.
func value(_ rank: Int, _ index: Int) -> Double {
  var bits = UInt64(rank &* 0x9E37_79B9) &+ UInt64(index) &* 0xD134_2543_DE82_EF95
  bits ^= bits >> 29
  bits = bits &* 0xBF58_476D_1CE4_E5B9
  bits ^= bits >> 32
  return (Double(bits % 2_000_003) - 1_000_001) * scales[index % scales.count]
}

private let scales = (0..<24).map { pow(2.0, Double($0) - 12) }

/// The sizes of vectors: none, fewer than ranks, awkward, millions.
let sizes = [0, 1, 2, 3, 5, 1023, 40_001, 1_000_003]

/// Sums vectors of all sizes, compares every bit with the sum in the order of ranks, and prints a digest.
func checkSums() throws {
  var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  for count in sizes {
    var floats = (0..<count).map { Float(value(communicator.rank, $0)) }
    var doubles = (0..<min(count, 100_000)).map { value(communicator.rank, $0) }
    let pending = try UnsafeMutableBufferPointer<Double>.copy(doubles)
    var greatest = floats
    let rounded = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, 2 * doubles.count))
    let others = rounded.baseAddress! + doubles.count
    let sum = communicator.startSum(UnsafeBufferPointer(pending), into: rounded.baseAddress!)
    let counts = (0..<communicator.size).map { share(of: count, rank: $0, size: communicator.size).count }
    let slices = try UnsafeMutableBufferPointer<Float>.copy(floats)
    let gather = communicator.startGather(slices, counts: counts)
    let all = try UnsafeMutableBufferPointer<Float>.copy(floats)
    let own = floats[share(of: count, rank: communicator.rank, size: communicator.size)]
    let collecting = own.withUnsafeBufferPointer {
      communicator.startGather($0, counts: counts, into: all.baseAddress!)
    }
    let collected = try UnsafeMutableBufferPointer<Float>.copy(floats)
    communicator.gather(collected, counts: counts)
    floats.withUnsafeMutableBufferPointer { communicator.sum($0) }
    doubles.withUnsafeBufferPointer { communicator.sum($0, into: others) }
    doubles.withUnsafeMutableBufferPointer { communicator.sum($0) }
    greatest.withUnsafeMutableBufferPointer { communicator.maximum($0) }
    sum.finish()
    gather.finish()
    collecting.finish()
    let owners = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    for (index, owner) in owners.enumerated() {
      let expected = Float(value(owner, index))
      try expect(slices[index] == expected, "started slice \(index) of \(count)")
      try expect(all[index] == expected, "number \(index) of \(count) that were started to be collected")
      try expect(collected[index] == expected, "slice \(index) of \(count)")
    }
    for index in 0..<count {
      let all = (0..<communicator.size).map { Float(value($0, index)) }
      let expected = all.dropFirst().reduce(all[0], +)
      try expect(floats[index].bitPattern == expected.bitPattern, "sum \(index) of \(count)")
      try expect(greatest[index] == all.max(), "maximum \(index) of \(count)")
      digest = (digest ^ UInt64(floats[index].bitPattern)) &* 0x100_0000_01B3
    }
    for (index, sum) in doubles.enumerated() {
      let all = (0..<communicator.size).map { value($0, index) }
      let expected = all.dropFirst().reduce(all[0], +)
      try expect(sum.bitPattern == expected.bitPattern, "sum of doubles \(index)")
      try expect(rounded[index].bitPattern == Float(expected).bitPattern, "started sum \(index)")
      try expect(others[index].bitPattern == Float(expected).bitPattern, "rounded sum \(index)")
    }
    for values in [slices, collected, all, rounded] { values.deallocate() }
    pending.deallocate()
  }
  for bytes in communicator.gather(bytes: Array(String(digest).utf8)) {
    try expect(bytes == Array(String(digest).utf8), "the ranks' sums differ")
  }
  say("sums of \(communicator.size) ranks: \(String(digest, radix: 16))")
}

/// Exchanges values, bytes and decisions.
func checkValues() throws {
  let (rank, size) = (communicator.rank, communicator.size)
  try expect(communicator.gather(["rank": rank]) == (0..<size).map { ["rank": $0] }, "gathered values")
  let lengths = communicator.gather(bytes: [UInt8](repeating: 7, count: rank)).map(\.count)
  try expect(lengths == Array(0..<size), "gathered bytes")
  for root in 0..<size {
    try expect(communicator.broadcast("from \(rank)", from: root) == "from \(root)", "broadcast of \(root)")
  }
  let bytes = [UInt8](repeating: 1, count: rank == 0 ? 100_000 : 0)
  try expect(communicator.broadcast(bytes: bytes).count == 100_000, "broadcast bytes")
  try expect(communicator.agree(rank == size - 1), "agreement on what one rank says")
  try expect(!communicator.agree(false), "agreement on what none says")
  try expect(communicator.sum(rank) == size * (size - 1) / 2, "sum of ranks")
  var maxima: [Float] = [rank == 0 ? .nan : 1, Float(rank)]
  maxima.withUnsafeMutableBufferPointer { communicator.maximum($0) }
  try expect(maxima[0].isNaN && maxima[1] == Float(size - 1), "maxima")
  let shares = communicator.gather([communicator.share(of: 10).lowerBound, communicator.share(of: 10).upperBound])
  try expect(shares.flatMap { Array($0[0]..<$0[1]) } == Array(0..<10), "shares")
  try expect(try communicator.atOwnPace { "rank \(rank)" } == "rank \(rank)", "work of this rank")
  struct Refusal: Error, CustomStringConvertible { let description = "no space" }
  do {
    try communicator.atOwnPace { if rank == size - 1 { throw Refusal() } }
    try expect(false, "an error of the last rank is one of all")
  } catch {
    let isOwn = error is Refusal
    try expect(isOwn == (rank == size - 1) && "\(error)".contains("no space"), "the error of the last rank is \(error)")
  }
  // More than the communicator combines at once.
  var long = [Float](repeating: Float(rank), count: (1 << 24) + 5)
  long.withUnsafeMutableBufferPointer { communicator.sum($0) }
  try expect(long.allSatisfy { $0 == Float(size * (size - 1) / 2) }, "a long sum")
  try expect(communicator.localSize == size && communicator.localRank == rank, "ranks of one host")
  say("values of \(size) ranks are right")
}

/// Writes to memory that the ranks share, and reads what the others wrote, several times; before that, allocates as many
/// `bytes`.
func checkSharedMemory(bytes: Int) throws {
  let (rank, size) = (communicator.rank, communicator.size)
  guard bytes == 0 || communicator.shareMemory(byteCount: bytes) != nil else { return say("the ranks share no memory") }
  for count in [1, 1000, 100_000] {
    guard let memory = communicator.shareMemory(byteCount: size * count * MemoryLayout<Int>.stride) else {
      return say("the ranks share no memory")
    }
    try expect(UInt(bitPattern: memory.start) % 64 == 0, "the alignment")
    let values = memory.start.bindMemory(to: Int.self, capacity: size * count)
    try expect((0..<size * count).allSatisfy { values[$0] == 0 }, "shared memory starts with zeros")
    communicator.barrier()
    for round in 1...20 {
      for place in 0..<count { values[rank * count + place] = round * (rank + 1) + place }
      communicator.barrier()
      for other in 0..<size {
        for place in 0..<count where values[other * count + place] != round * (other + 1) + place {
          try expect(false, "value \(place) of rank \(other) in round \(round)")
        }
      }
      communicator.barrier()
    }
  }
  say("\(size) ranks share memory")
}

/// Steps without an end: each rank computes for a while, and all sum.
func sayProcesses() {
  say("process \(communicator.gather(Int(getpid())).map(String.init).joined(separator: " "))")
}

func runSteps(seconds: Double) throws {
  var values = [Float](repeating: 1, count: 100_000)
  sayProcesses()
  for step in 1... {
    Thread.sleep(forTimeInterval: seconds)
    values.withUnsafeMutableBufferPointer { communicator.sum($0) }
    if step == 3 { say("step 3") }
  }
}

struct Mistake: Error, CustomStringConvertible {
  let description: String
}

func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
  if !isTrue { throw Mistake(description: what()) }
}

extension UnsafeMutableBufferPointer where Element: BitwiseCopyable {
  static func copy(_ values: [Element]) throws -> Self {
    let copy = Self.allocate(capacity: values.count)
    _ = copy.initialize(from: values)
    return copy
  }
}
