public import Tensors

/// A long short-term memory.
///
/// i, f, o = sigmoid, g = tanh of W x + b + U h; c' = f c + i g; h' = o tanh(c'). A step is `[n, inputs]`, its output
/// `[n, units]`. Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; gates in PyTorch's order.
public struct LSTM: Module {
  /// W of the gates i, f, g, o: `[4 units, inputs]`.
  public let inputWeight: Parameter
  /// U of the gates: `[4 units, units]`.
  public let hiddenWeight: Parameter
  /// b of the gates: `[4 units]`.
  public let bias: Parameter
  /// An optional second bias, as in PyTorch: `[4 units]`.
  public let hiddenBias: Parameter?

  /// The state carried from step to step.
  public struct State {
    /// h, `[n, units]`, the last output.
    public let hidden: Tensor
    /// c, `[n, units]`.
    public let cell: Tensor

    /// Creates a state from `hidden` and `cell`, both `[n, units]`.
    public init(hidden: Tensor, cell: Tensor) { (self.hidden, self.cell) = (hidden, cell) }
  }

  /// The number of features of a step.
  public var inputs: Int { inputWeight.dimensions[1] }
  /// The number of features of the state.
  public var units: Int { hiddenWeight.dimensions[1] }

  /// Creates an LSTM.
  ///
  /// - Parameters:
  ///   - inputs: Features of a step.
  ///   - units: Features of the state.
  ///   - twoBiases: Whether there is a second bias, as in PyTorch.
  ///   - weight: The distribution of initial weights W; uniform in ±1/√units by default, as in PyTorch.
  ///   - hiddenWeight: The distribution of initial weights U; uniform in ±1/√units by default.
  ///   - bias: The distribution of initial biases; uniform in ±1/√units by default.
  public init(
    _ inputs: Int, _ units: Int, twoBiases: Bool = false, weight: Initializer? = nil,
    hiddenWeight: Initializer? = nil, bias: Initializer? = nil
  ) {
    let standard = Initializer.torchUniform(fanIn: units)
    inputWeight = Parameter([4 * units, inputs], weight ?? standard)
    self.hiddenWeight = Parameter([4 * units, units], hiddenWeight ?? standard)
    self.bias = Parameter([4 * units], bias ?? standard, role: .bias)
    hiddenBias = twoBiases ? Parameter([4 * units], bias ?? standard, role: .bias) : nil
  }

  /// One step, by default from the zero state.
  public func step(_ x: Tensor, _ state: State? = nil) -> State {
    let graph = x.graph
    var gates = x.multiplied(byTransposed: graph.value(of: inputWeight)).adding(bias: graph.value(of: bias))
    if let hidden = state?.hidden { gates = gates + hidden.multiplied(byTransposed: graph.value(of: hiddenWeight)) }
    if let hiddenBias { gates = gates.adding(bias: graph.value(of: hiddenBias)) }
    let input = sigmoid(gates.sliced(0..<units))
    let candidate = tanh(gates.sliced(2 * units..<3 * units))
    let output = sigmoid(gates.sliced(3 * units..<4 * units))
    var cell = input * candidate
    if let old = state?.cell { cell = sigmoid(gates.sliced(units..<2 * units)) * old + cell }
    return State(hidden: output * tanh(cell), cell: cell)
  }

  /// The outputs of all steps and the last state, by default from the zero state.
  public func callAsFunction(_ sequence: [Tensor], from state: State? = nil) -> (outputs: [Tensor], state: State?) {
    var state = state
    let outputs = sequence.map { x in
      let next = step(x, state)
      state = next
      return next.hidden
    }
    return (outputs, state)
  }

  /// The outputs of all steps, `[n, steps, units]`.
  ///
  /// `x` holds the sequence row by row: `[n, steps, inputs]`, `[n, 1, steps, inputs]` or one row of these elements.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let rows = x.rows(of: inputs)
    return concatenated(self(rows).outputs).reshaped(to: [rows.count, units])
  }
}
