internal import CKernels
import Tensors

/// An epilogue, complete but for the base addresses.
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

  /// The stride between samples of the value used by the derivative.
  var valueStride: Int { value?.sampleStride ?? 0 }

  /// The kernel argument for `sample` of the tile.
  func kernel(_ context: RunContext, sample: Int = 0) -> HGEpilogue {
    HGEpilogue(
      bias: bias.map { UnsafePointer(context.pointer($0)) }, activation: activation, derivative: derivative,
      output: value.map { UnsafePointer(context.pointer($0) + sample * $0.sampleStride) }, mask: mask)
  }
}

extension HGEpilogue {
  /// The epilogue of the columns, or channels, from `channel` on, with values `values` floats further on.
  func moved(by channel: Int, values: Int) -> HGEpilogue {
    var moved = self
    moved.bias = bias.map { $0 + channel }
    moved.output = output.map { $0 + values }
    return moved
  }
}
