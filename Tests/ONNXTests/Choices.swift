import Tensors

/// The numbers that a program chooses by, and the choices, as results beside its own.
///
/// Two executors may choose differently between numbers that differ by a rounding, and all that follows is another value.
struct Choices {
  /// An operation that chooses, with its operands.
  struct Choice {
    let operation: any Operation
    let chosen: TensorResult
    let operands: [TensorResult]
  }

  let all: [Choice]

  init(in program: Program) {
    let graph = program.graph
    let needed = NeededNodes(program).nodes
    all = needed.compactMap { id in
      let node = graph.nodes[id]
      switch node.operation {
      case is NearestCodes, is TopMask: break
      // Maxima differ by a rounding wherever they were found.
      case is MaxSwitches
      where needed.contains { graph.nodes[$0].operation is Scattering && graph.nodes[$0].inputs[1] == id }:
        break
      default: return nil
      }
      func result(_ id: Int) -> TensorResult { TensorResult(Tensor(graph: graph, id: id)) }
      return Choice(operation: node.operation, chosen: result(id), operands: node.inputs.map(result))
    }
  }

  /// The results by name.
  var results: [(name: String, result: TensorResult)] {
    all.enumerated().flatMap { number, choice in
      [("choice \(number)", choice.chosen)]
        + choice.operands.enumerated().map { ("operand \(number).\($0)", $1) }
    }
  }

  /// The samples with a choice that differs between `ours` and `theirs`, values by name, and the largest distance, in
  /// units of the largest number, of the numbers that were chosen by both.
  func differing(_ ours: [String: [Float]], _ theirs: [String: [Float]], samples: Int) -> (
    samples: Set<Int>, gap: Float
  ) {
    var (found, gap) = (Set<Int>(), Float(0))
    for (number, choice) in all.enumerated() {
      guard let a = ours["choice \(number)"], let b = theirs["choice \(number)"] else { continue }
      let operands = choice.operands.indices.map { ours["operand \(number).\($0)"] ?? [] }
      for index in a.indices where a[index] != b[index] {
        found.insert(index / (a.count / samples))
        gap = max(gap, choice.gap(at: index, a, b, operands))
      }
    }
    return (found, gap)
  }
}

extension Choices.Choice {
  /// The distance of the numbers that choices `a` and `b` took at `index`.
  fileprivate func gap(at index: Int, _ a: [Float], _ b: [Float], _ operands: [[Float]]) -> Float {
    switch operation {
    case let pool as MaxSwitches:
      let (image, pooled) = (operands[0], chosen.shape.dimensions)
      let size = self.operands[0].shape.dimensions
      let (plane, place) = index.quotientAndRemainder(dividingBy: pooled[1] * pooled[2])
      func value(_ place: Int, _ position: Int) -> Float {
        let row = place / pooled[2] * pool.windows.stride - pool.windows.padding + position / pool.windows.window
        let column = place % pooled[2] * pool.windows.stride - pool.windows.padding + position % pool.windows.window
        return image[(plane * size[1] + row) * size[2] + column]
      }
      return abs(value(place, Int(a[index])) - value(place, Int(b[index]))) / image.largest
    case is NearestCodes:
      let (codebook, size) = (operands[1], self.operands[0].shape.dimensions)
      let (width, places) = (size[0], size.dropFirst().reduce(1, *))
      let (sample, place) = index.quotientAndRemainder(dividingBy: places)
      let vector = (0..<width).map { Double(operands[0][(sample * width + $0) * places + place]) }
      func distance(_ code: Int) -> Double {
        (0..<width).reduce(0) { sum, i in
          let difference = vector[i] - Double(codebook[code * width + i])
          return sum + difference * difference
        }
      }
      let scale = vector.reduce(0) { $0 + $1 * $1 }
      return Float(abs(distance(Int(a[index])) - distance(Int(b[index]))) / scale)
    case let mask as TopMask:
      // The elements at the border of both sets.
      let count = chosen.shape.count
      let sample = operands[0][index / count * count..<(index / count + 1) * count].sorted(by: >)
      return abs(operands[0][index] - sample[mask.k - 1]) / operands[0].largest
    default: return .infinity
    }
  }
}

extension [Float] {
  fileprivate var largest: Float { map(abs).max() ?? 1 }
}
