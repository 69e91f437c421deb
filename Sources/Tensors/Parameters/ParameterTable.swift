import Diagnostics

/// The parameters of a model in a fixed order, their names, and where each lies in a ``FlatVector``.
public struct ParameterTable: RandomAccessCollection {
  /// One row: a parameter, its path in the model (`encoder.weight`) and its first float in the flat vector.
  public struct Entry {
    public let name: String
    public let parameter: Parameter
    /// A multiple of 16, so that every parameter is aligned.
    public let offset: Int
  }

  private let entries: [Entry]
  private let indexOf: [ObjectIdentifier: Int]
  /// The length of a flat vector that holds all parameters, gaps for alignment included.
  public let vectorCount: Int

  /// The table of `parameters` in their order; one that is named twice is kept under its first name.
  public init(_ parameters: [(name: String, parameter: Parameter)]) {
    var entries: [Entry] = []
    var indexOf: [ObjectIdentifier: Int] = [:]
    var offset = 0
    for (name, parameter) in parameters where indexOf[ObjectIdentifier(parameter)] == nil {
      indexOf[ObjectIdentifier(parameter)] = entries.count
      entries.append(Entry(name: name, parameter: parameter, offset: offset))
      offset += (parameter.count + 15) / 16 * 16
    }
    self.entries = entries
    self.indexOf = indexOf
    vectorCount = offset
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { entries.count }
  public subscript(index: Int) -> Entry { entries[index] }

  /// The number of trained numbers, as papers count them.
  public var parameterCount: Int { entries.reduce(0) { $0 + $1.parameter.count } }

  func index(of parameter: Parameter) -> Int {
    guard let index = indexOf[ObjectIdentifier(parameter)] else {
      fatalError("a parameter \(parameter.dimensions) is used that the walk over the model's fields did not find")
    }
    return index
  }

  /// A flat vector with every parameter's starting value: a function of `seed` and the table alone.
  public func initialValues(seed: UInt64) -> FlatVector {
    let vector = FlatVector(count: vectorCount)
    vector.withUnsafeMutableBuffer { all in
      for (index, entry) in entries.enumerated() {
        let range = entry.offset..<entry.offset + entry.parameter.count
        entry.parameter.initializer.fill(
          UnsafeMutableBufferPointer(rebasing: all[range]),
          from: Philox(seed: seed, purpose: .initialization, step: index))
      }
    }
    return vector
  }
}

@available(*, unavailable)
extension ParameterTable: Sendable {}
