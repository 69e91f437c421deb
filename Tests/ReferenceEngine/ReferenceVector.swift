package import Tensors

/// A vector of the reference: numbers in Double.
package final class ReferenceVector: DeviceVector {
  package var values: [Double]

  package init(_ values: [Double]) { self.values = values }

  package var count: Int { values.count }

  package func read(into host: FlatVector) {
    checkCount(host)
    host.withUnsafeMutableBuffer { floats in for i in floats.indices { floats[i] = Float(values[i]) } }
  }

  package func write(_ host: FlatVector) {
    checkCount(host)
    values = host.withUnsafeBuffer { $0.map(Double.init) }
  }

  private func checkCount(_ host: FlatVector) {
    guard host.count == count else { fatalError("a host vector of \(host.count) floats; expected \(count)") }
  }
}

@available(*, unavailable)
extension ReferenceVector: Sendable {}

extension DeviceVector {
  /// `self`, which the reference must have made.
  var reference: ReferenceVector {
    guard let vector = self as? ReferenceVector else { fatalError("the vector belongs to another executor") }
    return vector
  }
}
