import Diagnostics

/// A vector of floats in one aligned piece of memory: all parameters of a model, their gradients, or a moment.
///
/// Memory begins at a multiple of 64 bytes and has room behind its end for whole vectors. The numbers start at zero.
public final class FlatVector {
  /// The number of floats.
  public let count: Int
  package let pointer: UnsafeMutablePointer<Float>

  /// Floats behind the end that kernels may read and write.
  private static let slack = 256

  /// `count` zeros.
  public init(count: Int) {
    self.count = count
    let bytes = (count + Self.slack) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = raw.bindMemory(to: Float.self, capacity: count + Self.slack)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// The numbers, to read.
  public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The numbers, to change.
  public func withUnsafeMutableBuffer<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeMutableBufferPointer(start: pointer, count: count))
  }

  /// Element `index`.
  public subscript(index: Int) -> Float {
    get {
      require(index >= 0 && index < count, "element \(index) of \(count)")
      return pointer[index]
    }
    set {
      require(index >= 0 && index < count, "element \(index) of \(count)")
      pointer[index] = newValue
    }
  }
}

@available(*, unavailable)
extension FlatVector: Sendable {}
