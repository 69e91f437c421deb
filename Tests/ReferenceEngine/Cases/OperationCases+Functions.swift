import Tensors

extension OperationCases {
  static let functions = activations + arithmetic + elementwise

  private static let activations = ActivationKind.allCases.flatMap { kind in
    [
      OperationCase("\(kind)", .each(7)) { $0[0].activated(by: kind) },
      OperationCase("\(kind)", .each(2, 3, 2)) { $0[0].activated(by: kind) },
    ]
  }

  private static let arithmetic: [OperationCase] = [
    OperationCase("add", .each(2, 3, 2), .each(2, 3, 2)) { $0[0] + $0[1] },
    OperationCase("subtract", .each(5), .each(5)) { $0[0] - $0[1] },
    OperationCase("multiply", .each(1, 3, 3), .each(1, 3, 3)) { $0[0] * $0[1] },
    OperationCase("divide", .each(9), .each(9).of(.positive)) { $0[0] / $0[1] },
    OperationCase("add", .shared(3, 2), .shared(3, 2)) { $0[0] + $0[1] },
    OperationCase("subtract", .shared(17), .shared(17)) { $0[0] - $0[1] },
    OperationCase("multiply", .shared(2, 1, 2, 2), .shared(2, 1, 2, 2)) { $0[0] * $0[1] },
    OperationCase("divide", .shared(), .shared().of(.positive)) { $0[0] / $0[1] },
  ]

  private static let elementwise: [OperationCase] = [
    function("exp") { exp($0) },
    function("log", of: .positive) { log($0) },
    function("square") { $0.squared() },
    function("square root", of: .positive) { $0.squareRoot() },
    function("absolute value") { $0.absolute() },
    function("reciprocal", of: .positive) { $0.reciprocal() },
    function("sign") { $0.sign() },
    function("scaling") { -1.75 * $0 },
    function("addition") { $0 + 0.625 },
    function("clipping") { $0.clipped(to: -0.5...1) },
    function("comparison") { $0.isGreater(than: 0.25) },
    [
      OperationCase("gelu", .each(7)) { gelu($0[0]) }, OperationCase("gelu", .each(2, 3, 2)) { gelu($0[0]) },
      OperationCase("stop", .each(5), isDifferentiable: false) { $0[0].stopGradient() },
      OperationCase("stop", .shared(5, 2), isDifferentiable: false) { $0[0].stopGradient() },
    ],
  ].flatMap(\.self)

  /// `function` of values of several shapes.
  private static func function(
    _ name: String, of kind: OperationCase.Operand.Kind = .signed, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> [OperationCase] {
    let operands: [OperationCase.Operand] = [.each(7), .each(2, 3, 2), .each(), .shared(3, 2), .shared()]
    return operands.map { operand in OperationCase(name, operand.of(kind)) { function($0[0]) } }
  }
}
