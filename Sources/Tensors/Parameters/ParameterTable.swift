import Diagnostics
import Randomness

/// The parameters of a model in a fixed order, with their names and positions in a ``FlatVector``.
public struct ParameterTable: RandomAccessCollection {
  /// A row: a parameter, its path in the model (`encoder.weight`) and its offset in the flat vector.
  public struct Entry {
    public let name: String
    public let parameter: Parameter
    /// A multiple of 16, so that every parameter is aligned.
    public let offset: Int
    /// The parameter's range in a flat vector.
    public var range: Range<Int> { offset..<offset + parameter.count }
  }

  private let entries: [Entry]
  private let indexOf: [ObjectIdentifier: Int]
  /// The length of a flat vector of all parameters, including gaps for alignment.
  public let vectorCount: Int
  /// The length of the part of a flat vector with trained parameters; statistics follow.
  public let trainedCount: Int

  /// Creates a table of `parameters` in their order, trained ones first; a repeated parameter has its first name.
  public init(_ parameters: [(name: String, parameter: Parameter)]) {
    var entries: [Entry] = []
    var indexOf: [ObjectIdentifier: Int] = [:]
    var offset = 0
    func append(trained: Bool) {
      for (name, parameter) in parameters
      where parameter.role.isTrained == trained && indexOf[ObjectIdentifier(parameter)] == nil {
        indexOf[ObjectIdentifier(parameter)] = entries.count
        entries.append(Entry(name: name, parameter: parameter, offset: offset))
        offset += (parameter.count + 15) / 16 * 16
      }
    }
    append(trained: true)
    trainedCount = offset
    append(trained: false)
    self.entries = entries
    self.indexOf = indexOf
    vectorCount = offset
  }

  /// The rows of trained parameters.
  public var trained: some Collection<Entry> { lazy.filter(\.parameter.role.isTrained) }

  /// The range of `parameter` in a flat vector; nil for one not in the table.
  public func range(of parameter: Parameter) -> Range<Int>? {
    indexOf[ObjectIdentifier(parameter)].map { entries[$0].range }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { entries.count }
  public subscript(index: Int) -> Entry { entries[index] }

  /// The number of trained elements, as papers count parameters.
  public var parameterCount: Int {
    entries.reduce(0) { $0 + ($1.parameter.role.isTrained ? $1.parameter.count : 0) }
  }

  package func index(of parameter: Parameter) -> Int {
    guard let index = indexOf[ObjectIdentifier(parameter)] else {
      fatalError("the model uses a parameter \(parameter.dimensions) that is in none of its fields")
    }
    return index
  }

  /// A flat vector of initial values: a function of `seed` and the table alone.
  public func initialValues(seed: UInt64) -> FlatVector {
    let vector = FlatVector(count: vectorCount)
    vector.withUnsafeMutableBuffer { all in
      for (index, entry) in entries.enumerated() {
        entry.parameter.initializer.fill(
          UnsafeMutableBufferPointer(rebasing: all[entry.range]),
          from: Philox(seed: seed, purpose: .initialization, step: index))
      }
    }
    return vector
  }
}

@available(*, unavailable)
extension ParameterTable: Sendable {}
