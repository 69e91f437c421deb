import Diagnostics
import Synchronization

/// A vector of floats in one aligned piece of host memory: all parameters of a model, their gradients, or a moment.
///
/// Executors work on ``DeviceVector``s, which are read into a flat vector and written from one.
/// Memory begins at a multiple of 64 bytes and has room behind its end for whole vectors. The numbers start at zero.
public final class FlatVector {
  /// The number of floats.
  public let count: Int
  /// A number that no other state of any vector has: it changes whenever the numbers may have changed.
  package private(set) var version = FlatVector.nextVersion()
  private let start: UnsafeMutablePointer<Float>

  /// Floats behind the end that kernels may read and write.
  private static let slack = 256

  /// `count` zeros.
  public init(count: Int) {
    self.count = count
    let bytes = (count + Self.slack) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    start = raw.bindMemory(to: Float.self, capacity: count + Self.slack)
  }

  /// A copy of `other`.
  public convenience init(_ other: FlatVector) {
    self.init(count: other.count)
    copyAll(of: other)
  }

  /// Replaces all numbers by those of `other`, a vector of the same count.
  package func copyAll(of other: FlatVector) {
    require(other.count == count, "\(other.count) floats were copied to a vector of \(count)")
    changing().update(from: other.start, count: count)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// The first number, to read.
  package var pointer: UnsafePointer<Float> { UnsafePointer(start) }

  /// The first number, to change.
  package func changing() -> UnsafeMutablePointer<Float> {
    version = Self.nextVersion()
    return start
  }

  private static let versions = Atomic<Int>(0)

  private static func nextVersion() -> Int { versions.wrappingAdd(1, ordering: .relaxed).newValue }

  /// The numbers, to read.
  public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The numbers, to change.
  public func withUnsafeMutableBuffer<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
    defer { version = Self.nextVersion() }
    return try body(UnsafeMutableBufferPointer(start: start, count: count))
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

@available(*, unavailable)
extension FlatVector: Sendable {}
