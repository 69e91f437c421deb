public import Settings
package import Tensors

/// The settings of `LBFGS`.
public struct LBFGSSettings: FullBatchOptimizerKind {
  public static let name = "LBFGS"
  public static let summary = "quasi-Newton steps with a line search, over all data at once"
  public static let settings: [Setting<Self>] = [
    .learningRate,
    .integer("history", \.history, in: 1...1000, help: "The number of steps that estimate the inverse Hessian."),
    .number("tolerance", \.tolerance, in: .notNegative, help: "The norm of the gradient that counts as zero."),
    .integer(
      "line_search_evaluations", \.lineSearchEvaluations, in: 1...1000,
      help: "The maximum evaluations of a line search."),
  ]

  public var learningRate = 1.0
  public var history = 10
  public var tolerance = 1e-7
  public var lineSearchEvaluations = 25

  public init() {}

  package func make(parameterCount count: Int, on executor: any VectorArithmetic) -> any FullBatchOptimizer {
    LBFGS(self, parameterCount: count, on: executor)
  }
}
