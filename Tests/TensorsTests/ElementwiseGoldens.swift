import Foundation
import ImageShapes
import ReferenceEngine
import Tensors

/// Values, gradients and gradients of gradients by PyTorch; Tools/goldens/elementwise.py documents the layout.
struct ElementwiseGoldens: Decodable {
  struct Operand: Decodable {
    let name: String
    let dimensions: [Int]
    let values: [Double]
  }
  struct Case: Decodable {
    let name: String
    let samples: Int
    let arguments: [String: Int]
    let inputs, shared: [Operand]
    let y: [Double]
    let gradients, second: [[Double]]
    let secondDy: [Double]

    var operands: [Operand] { inputs + shared }
    var title: String { "\(name) of \(inputs.map(\.dimensions)) and \(shared.map(\.dimensions))" }
  }
  let functions, activations, channels, sharedOperands, groups, parameters, losses, penalties: [Case]

  enum CodingKeys: String, CodingKey {
    case functions, activations, channels, groups, parameters, losses, penalties
    case sharedOperands = "shared_operands"
  }

  static let all: ElementwiseGoldens = {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/elementwise", withExtension: "json") else {
        fatalError("Goldens/elementwise.json is not among the resources")
      }
      return try JSONDecoder().decode(ElementwiseGoldens.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/elementwise.json cannot be read: \(error)")
    }
  }()
}

extension ElementwiseGoldens.Case {
  /// The operation, by its name in the document.
  func trace(_ at: [Tensor]) -> Tensor {
    let x = at[0]
    func argument(_ name: String) -> Int {
      guard let value = arguments[name] else { fatalError("\(self.name) has no argument \(name)") }
      return value
    }
    if let kind = ActivationKind(rawValue: name) { return x.activated(by: kind) }
    switch name {
    case "exp": return exp(x)
    case "log": return log(x)
    case "squared": return x.squared()
    case "squareRoot": return x.squareRoot()
    case "absolute": return x.absolute()
    case "reciprocal": return x.reciprocal()
    case "sign": return x.sign()
    case "clipped": return x.clipped(to: -0.5...0.25)
    case "isGreater": return x.isGreater(than: 0.25)
    case "plus": return (0.5 + (x + 0.75)) - 0.125
    case "minus": return 0.5 - x
    case "times": return -(2 * (x * 3)) / 4
    case "over": return 2 / x
    case "quotient": return x / at[1]
    case "gelu": return gelu(x)
    case "leakyRelu": return leakyRelu(x, slope: 0.2)
    case "sliced": return x.sliced(argument("lower")..<argument("upper"))
    case "summedOverChannels": return x.summedOverChannels()
    case "repeatedOverChannels": return x.repeatedOverChannels(argument("channels"))
    case "concatenated": return concatenated([x, at[1], x])
    case "scaled": return x.scaled(byChannels: at[1])
    case "bias": return (x * x).adding(bias: at[1])
    case "addingShared": return x.adding(shared: at[1])
    case "multipliedByShared": return x.multiplied(byShared: at[1])
    case "summedOverBatch": return x.summedOverBatch()
    case "meanOverBatch": return x.meanOverBatch()
    case "repeatedOverBatch": return x.repeatedOverBatch()
    case "broadcast": return x.broadcast(to: [2, 5])
    case "summedInGroups": return x.summedInGroups(of: argument("k"))
    case "repeatedInGroups": return x.repeatedInGroups(of: argument("k"))
    case "softmax": return x.softmax(groupsOf: argument("k"))
    case "logSoftmax": return x.logSoftmax(groupsOf: argument("k"))
    case "logSumExp": return x.logSumExp(groupsOf: argument("k"))
    case "oneHot": return x.oneHot(classes: 5)
    case "transposed": return x.transposed()
    case "rowSums": return x.rowSums()
    case "rowSumsOfSquares": return x.rowSumsOfSquares()
    case "sum": return x.sum()
    case "absoluteSum": return x.absoluteSum()
    case "sumOfSquares": return x.sumOfSquares()
    case "reshaped": return x.reshaped(to: [3, 12]).squared().transposed()
    case "squaredError": return x.squaredError(to: at[1])
    case "absoluteError": return x.absoluteError(to: at[1])
    case "huberError": return x.huberError(to: at[1], delta: 0.5)
    case "binaryCrossEntropy": return x.binaryCrossEntropy(to: at[1])
    default: break
    }
    let parts = name.split(separator: "/")
    guard let kind = parts.last.flatMap({ ActivationKind(rawValue: String($0)) }) else {
      fatalError("no operation is called \(name)")
    }
    let product = parts[0] == "densePenalty" ? x.multiplied(byTransposed: at[2]) : x.convolved(with: at[2], padding: 1)
    let code = product.adding(bias: at[3]).activated(by: kind)
    let gradient = x.graph.gradients(of: code.contracted(with: at[1]), withRespectTo: [x])[0]
    return (gradient ?? 0 * x).squared().summedPerSample()
  }
}
