import Diagnostics
import Synchronization

/// An aligned vector of floats in host memory: all parameters of a model, their gradients, or a moment.
///
/// Executors work on ``DeviceVector``s, which copy to and from flat vectors. Memory starts at a multiple of 64 bytes
/// and is padded for whole SIMD vectors. The elements start at zero.
public final class FlatVector {
  /// The number of floats.
  public let count: Int
  /// A number unique to this state of this vector: it changes whenever the elements may have changed.
  ///
  /// No access to it calls other code, so none can overlap another: the check for that would cost more than the access.
  @exclusivity(unchecked) package private(set) var version = FlatVector.nextVersion()
  @exclusivity(unchecked) private var start: UnsafeMutablePointer<Float>
  /// What the memory belongs to, such as several processes; nil where it is the vector's own.
  private var owner: AnyObject?

  /// Floats after the end that kernels may read and write.
  private static let slack = 256

  /// Creates a vector of `count` zeros.
  public init(count: Int) {
    self.count = count
    start = Self.zeros(count)
  }

  /// Creates a copy of `other`.
  public convenience init(_ other: FlatVector) {
    self.init(count: other.count)
    copyAll(of: other)
  }

  /// Copies all elements of `other`, a vector of the same count.
  package func copyAll(of other: FlatVector) {
    require(other.count == count, "cannot copy \(other.count) floats to a vector of \(count)")
    changing().update(from: other.start, count: count)
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(start).deallocate() } }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = byteCount(of: count)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return raw.bindMemory(to: Float.self, capacity: count + slack)
  }

  /// The first element, for reading.
  package var pointer: UnsafePointer<Float> { UnsafePointer(start) }

  /// The first element, for writing.
  package func changing() -> UnsafeMutablePointer<Float> {
    version = Self.nextVersion()
    return start
  }

  private static let versions = Atomic<Int>(0)

  private static func nextVersion() -> Int { versions.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Calls `body` with the elements, for reading.
  public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Calls `body` with the elements, for writing.
  public func withUnsafeMutableBuffer<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
    defer { version = Self.nextVersion() }
    return try body(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// Replaces the elements of `range` by as many values.
  package func replace(_ range: Range<Int>, by values: [Float]) {
    require(
      range.lowerBound >= 0 && range.upperBound <= count && range.count == values.count,
      "\(values.count) floats for elements \(range) of \(count)")
    values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      (changing() + range.lowerBound).update(from: first, count: values.count)
    }
  }

  /// Element `index`.
  public subscript(index: Int) -> Float {
    get {
      require(index >= 0 && index < count, "element \(index) of \(count)")
      return pointer[index]
    }
    set {
      require(index >= 0 && index < count, "element \(index) of \(count)")
      changing()[index] = newValue
    }
  }
}

// Memory that several processes share. Each of them writes only what the others do not read meanwhile.
extension FlatVector {
  /// The bytes of the memory of `count` floats: a multiple of 64.
  package static func byteCount(of count: Int) -> Int { ((count + slack) * MemoryLayout<Float>.stride + 63) / 64 * 64 }

  /// Whether the memory belongs to others too.
  package var isShared: Bool { owner != nil }

  /// Moves to memory of ``byteCount(of:)`` bytes that `owner` keeps, whose values become the vector's.
  package func move(to memory: UnsafeMutableRawPointer, of owner: AnyObject) {
    replaceMemory(memory.bindMemory(to: Float.self, capacity: count + Self.slack), owner)
  }

  /// Moves to memory of its own, where it has none.
  package func leaveSharedMemory() {
    guard isShared else { return }
    let own = Self.zeros(count)
    own.update(from: start, count: count)
    replaceMemory(own, nil)
  }

  private func replaceMemory(_ memory: UnsafeMutablePointer<Float>, _ newOwner: AnyObject?) {
    if owner == nil { UnsafeMutableRawPointer(start).deallocate() }
    (start, owner) = (memory, newOwner)
    version = Self.nextVersion()
  }
}

@available(*, unavailable)
extension FlatVector: Sendable {}
