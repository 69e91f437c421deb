public import Tensors

/// A part of a model: named layers and one call that joins them.
///
/// Parameters are declared in fields; `ParameterTable(of:)` finds them.
public protocol Module {
  /// The module's function, traced into the argument's graph.
  func callAsFunction(_ x: Tensor) -> Tensor
}
