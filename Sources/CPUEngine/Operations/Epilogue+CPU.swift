internal import CKernels
import Tensors

/// An epilogue with everything resolved but the addresses.
struct LoweredEpilogue {
  private let bias: Location?
  private let activation: Int32
  private let derivative: Int32
  private let value: Location?
  private let mask: UnsafePointer<Int32>?

  init(_ unit: Unit, plan: PlanBuilder) {
    let epilogue = unit.epilogue
    bias = epilogue.bias.map(plan.location)
    activation = epilogue.activation?.code ?? Int32(HG_IDENTITY)
    derivative = epilogue.derivative?.kind.code ?? Int32(HG_IDENTITY)
    value = epilogue.derivative.map { plan.location($0.value) }
    mask = plan.tables.mask(plan.layouts[unit.result])
  }

  /// The floats between samples of the value by whose derivative the result is multiplied.
  var valueStride: Int { value?.sampleStride ?? 0 }

  /// The kernels' form of it for `sample` of the tile.
  func kernel(_ context: RunContext, sample: Int = 0) -> HGEpilogue {
    HGEpilogue(
      bias: bias.map { UnsafePointer(context.pointer($0)) }, activation: activation, derivative: derivative,
      output: value.map { UnsafePointer(context.pointer($0) + sample * $0.sampleStride) }, mask: mask)
  }
}

extension HGEpilogue {
  /// The epilogue of the columns, or channels, from `channel` on, whose values lie `values` floats further on.
  func moved(by channel: Int, values: Int) -> HGEpilogue {
    var moved = self
    moved.bias = bias.map { $0 + channel }
    moved.output = output.map { $0 + values }
    return moved
  }
}
