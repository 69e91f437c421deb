import NeuralNetworks
import Tensors

/// What changes the parameters at a step: an optimiser that is given the gradient, or one that asks for it.
enum StepRule {
  /// One update along the gradient of a few batches.
  case batch(OptimizerState)
  /// One iteration over all data, which evaluates the loss as often as it needs.
  case fullBatch(any FullBatchOptimizer)

  init(_ configuration: OptimizerConfiguration, _ table: ParameterTable, on executor: any VectorArithmetic) {
    let count = table.vectorCount
    self =
      configuration.isFullBatch
      ? .fullBatch(configuration.makeFullBatch(parameterCount: count, on: executor))
      : .batch(configuration.make(parameterCount: count, on: executor))
  }

  /// The updates made so far.
  var step: Int {
    get {
      switch self {
      case .batch(let optimizer): optimizer.step
      case .fullBatch(let optimizer): optimizer.step
      }
    }
    set {
      switch self {
      case .batch(var optimizer):
        optimizer.step = newValue
        self = .batch(optimizer)
      case .fullBatch(var optimizer):
        optimizer.step = newValue
        self = .fullBatch(optimizer)
      }
    }
  }

  /// What a checkpoint must hold beside ``step``.
  var moments: [(name: String, values: any DeviceVector)] {
    switch self {
    case .batch(let optimizer): optimizer.moments
    case .fullBatch(let optimizer): optimizer.moments
    }
  }
}
