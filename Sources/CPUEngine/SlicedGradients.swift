import Clusters
import Tensors

/// The gradients of linear layers that processes divide by outputs instead of samples.
///
/// Each process computes its rows of dw = dyᵀ x from the samples of all. These are exchanged before: between hosts while the
/// processes compute other values. The rows have the bits of one process, and nothing is summed. The division of samples
/// would let every process write a whole gradient. In one process these gradients are sums over all samples in order; others
/// are sums over segments.
struct SlicedGradients {
  /// The results of the weight gradients.
  private(set) var weights: Set<Int> = []
  /// The nodes dy and x, whose samples are exchanged.
  private(set) var samples: Set<Int> = []
  /// The results of the bias gradients, sums of such a dy over the samples, which every process computes whole.
  private(set) var biases: Set<Int> = []
}

extension SlicedGradients {
  /// Chooses the weight gradients of `live`, all or none.
  ///
  /// - Parameter batch: The samples of a full batch of all processes.
  init(_ live: LiveGraph, batch: Int) {
    let nodes = live.graph.nodes
    let products = live.units.filter { nodes[$0.result].operation is MatrixProductWeightGradient }
    let operands = Set(products.flatMap(\.inputs))
    let floats = products.reduce(0) { $0 + nodes[$1.result].shape.count }
    self.init()
    let samples = operands.reduce(0) { $0 + nodes[$1].shape.count } * batch
    guard ScalingModel.dividesByOutputs(weights: Double(floats), samples: Double(samples), batch: Double(batch)) else {
      return
    }
    weights = Set(products.map(\.result))
    self.samples = operands
    biases = Set(
      live.units.filter { unit in
        guard let sum = nodes[unit.result].operation as? Reduction else { return false }
        return sum.isColumnSum(of: nodes[unit.inputs[0]].shape) && operands.contains(unit.inputs[0])
      }.map(\.result))
  }
}

/// The slices of a range of the gradient, each computed by one process: one after the other, in the order of ranks.
struct GradientSlices {
  /// The slice of each process.
  let ranges: [Range<Int>]

  /// The rows of a matrix of `rows` by `columns` at `start`, divided among `ranks` processes.
  init(start: Int, rows: Int, columns: Int, ranks: Int) {
    ranges = (0..<ranks).map { rank in
      let own = Self.rows(rows, rank: rank, ranks: ranks)
      return start + own.lowerBound * columns..<start + own.upperBound * columns
    }
  }

  /// The range of all slices.
  var whole: Range<Int> { ranges[0].lowerBound..<ranges[ranges.count - 1].upperBound }

  /// The rows of a process, out of `rows`: a multiple of the kernels' row blocks, but for the last.
  static func rows(_ rows: Int, rank: Int, ranks: Int) -> Range<Int> {
    let block = 24
    let blocks = share(of: (rows + block - 1) / block, rank: rank, size: ranks)
    return min(rows, blocks.lowerBound * block)..<min(rows, blocks.upperBound * block)
  }
}

extension PlanBuilder {
  /// Whether every process computes `unit`, a bias gradient, from the samples of all.
  func sumsSamplesOfAll(_ unit: Unit) -> Bool { ranks > 1 && exchanges.sliced.biases.contains(unit.result) }

  /// The values of the samples of all processes at `node`, whose exchange ends before the blocks that read them first; nil
  /// where each process needs only its own, or is alone.
  func samplesOfAll(_ node: Int) -> Location? {
    guard ranks > 1, exchanges.sliced.samples.contains(node) else { return nil }
    if let known = exchanges.samplesOfAll[node] { return known.all }
    let exchange = exchanges.startedSamples[node] ?? samplesExchange(at: location(node))
    exchanges.before.append(.samples(exchange))
    exchanges.samplesOfAll[node] = exchange
    return exchange.all
  }
}
