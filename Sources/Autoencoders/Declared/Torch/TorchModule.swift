import Diagnostics

/// A module of a Torch listing, as its constructor was called: `nn.Linear(784, 300)`.
struct TorchModule {
  /// An argument of a constructor.
  enum Argument: Equatable {
    case number(Double)
    case flag(Bool)
    case text(String)
    /// Another module, by its `id`.
    case module(Int)
    case none
    /// A value of another type, by the type's name.
    case other(String)
  }

  /// The same for every use of one module.
  let id: Int
  /// The name of its class: `Linear`.
  let kind: String
  let line: Int?
  let arguments: [Argument]
  /// The names of the methods that changed it.
  let options: Set<String>

  /// Reads a line of the library's output: a word, id, kind, line, arguments and options.
  init?(_ fields: [String]) {
    guard fields.count >= 4, let id = Int(fields[1]), let line = Int(fields[3]) else { return nil }
    self.id = id
    kind = fields[2]
    self.line = line > 0 ? line : nil
    arguments = fields[4...].filter { !$0.hasPrefix("o:") }.map(Argument.init)
    options = Set(fields[4...].filter { $0.hasPrefix("o:") }.map { String($0.dropFirst(2)) })
  }

  var name: String { "nn.\(kind)" }
}

extension TorchModule.Argument {
  /// Reads a type's letter and a value: `n:784`.
  init(_ text: String) {
    let value = String(text.dropFirst(2))
    switch text.first {
    case "n": self = .number(Double(value) ?? .nan)
    case "b": self = .flag(value == "true")
    case "s": self = .text(value)
    case "m": self = Int(value).map { .module($0) } ?? .none
    case "z": self = .none
    default: self = .other(value)
    }
  }

  /// The argument in messages.
  var words: String {
    switch self {
    case .number(let value) where value.isNaN: "NaN"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): "\"\(value.prefix(40))\""
    case .module: "a module"
    case .none: "nothing"
    case .other(let type): "a \(type)"
    }
  }
}

extension TorchModule {
  /// The argument at `place`; nil if it was not given.
  private func argument(_ place: Int) -> Argument? {
    place < arguments.count && arguments[place] != .none ? arguments[place] : nil
  }

  /// The integer at `place`.
  ///
  /// - Parameters:
  ///   - name: The argument's name in messages.
  ///   - range: The values allowed.
  ///   - standard: The value when none is given; nil if one must be.
  func integer(
    _ place: Int, _ name: String, in range: ClosedRange<Int> = 1...65_536, default standard: Int? = nil
  ) throws(LayerProblem) -> Int {
    let given = argument(place)
    if given == nil, let standard { return standard }
    guard case .number(let value)? = given, value == value.rounded(), abs(value) < 1e9, range.contains(Int(value))
    else { throw misfit(name, "an integer from \(range.lowerBound) to \(range.upperBound)", given) }
    return Int(value)
  }

  /// The number at `place`; `standard` when none is given, nil if one must be.
  func number(
    _ place: Int, _ name: String, in range: ClosedRange<Double>, default standard: Double? = nil
  ) throws(LayerProblem) -> Double {
    let given = argument(place)
    if given == nil, let standard { return standard }
    guard case .number(let value)? = given, range.contains(value) else {
      let (low, high) = (Argument.number(range.lowerBound).words, Argument.number(range.upperBound).words)
      throw misfit(name, "a number from \(low) to \(high)", given)
    }
    return value
  }

  /// The one integer of two axes: Torch's constructors take width and height apart.
  func square(
    _ place: Int, _ name: String, in range: ClosedRange<Int> = 1...1024, default standard: Int? = nil
  ) throws(LayerProblem) -> Int {
    let width = try integer(place, "\(name)W", in: range, default: standard)
    // Torch takes a missing height from the width where it has no default.
    let height = try integer(place + 1, "\(name)H", in: range, default: argument(place) == nil ? standard : width)
    guard width == height else {
      throw LayerProblem(
        Report(
          "the layer is not square", expected: "equal \(name)W and \(name)H", got: "\(width) and \(height)"))
    }
    return width
  }

  /// Rejects a value of the argument at `place` that means another layer than ours.
  func require(_ place: Int, _ name: String, _ value: Double) throws(LayerProblem) {
    guard let given = argument(place), given != .number(value) else { return }
    throw misfit(name, Argument.number(value).words, given)
  }

  /// Rejects `options` that change a layer in a way that is not ours.
  func reject(_ option: String, _ cure: String) throws(LayerProblem) {
    guard options.contains(option) else { return }
    throw LayerProblem(Report("no such layer here", got: "\(name) with \(option)", cure: cure))
  }

  /// The id of the module at `place`.
  func module(_ place: Int, _ name: String) throws(LayerProblem) -> Int {
    guard case .module(let id)? = argument(place) else { throw misfit(name, "a module", argument(place)) }
    return id
  }

  /// The positive dimensions of `View` and `Reshape`; a leading -1 stands for the batch.
  func dimensions() throws(LayerProblem) -> [Int] {
    var sizes = arguments.filter { if case .flag = $0 { false } else { true } }
    if sizes.first == .number(-1) { sizes.removeFirst() }
    var dimensions: [Int] = []
    for size in sizes {
      guard case .number(let value) = size, value == value.rounded(), (1...65_536).contains(value) else {
        throw misfit("sizes", "integers from 1 to 65536, after a -1 for the batch", size)
      }
      dimensions.append(Int(value))
    }
    return dimensions
  }

  private func misfit(_ argument: String, _ expected: String, _ given: Argument?) -> LayerProblem {
    LayerProblem(
      Report("an argument does not fit", place: argument, expected: expected, got: given?.words ?? "nothing"))
  }
}
