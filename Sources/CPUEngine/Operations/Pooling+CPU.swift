internal import CKernels
import Tensors

extension Windows {
  /// The kernel argument of these windows over `images`.
  fileprivate func kernel(over images: Layout, values: Layout, switches: Layout? = nil) -> HGWindows {
    HGWindows(
      window: Int32(window), stride: Int32(stride), padding: Int32(padding), height: Int32(images.height),
      width: Int32(images.width), pitch: images.pitch, rows: Int32(values.height), columns: Int32(values.width),
      value_pitch: values.pitch, switch_pitch: (switches ?? values).pitch)
  }
}

extension PlanBuilder {
  /// Adds the sums of `windows`.
  func addSums(_ unit: Unit, _ windows: Windows) {
    let windows = windows.kernel(over: layouts[unit.inputs[0]], values: layouts[unit.result])
    let kernels = kernels
    addPlaneByPlane(unit) { plane, _, sums, end in
      withUnsafePointer(to: windows) { kernels.sum_windows($0, plane, sums, end) }
    }
  }

  /// Adds the adjoint of the sums of `windows`.
  func addWindowBroadcast(_ unit: Unit, _ windows: Windows) {
    let windows = windows.kernel(over: layouts[unit.result], values: layouts[unit.inputs[0]])
    let kernels = kernels
    addPlaneByPlane(unit) { values, _, plane, end in
      withUnsafePointer(to: windows) { kernels.broadcast_windows($0, values, plane, end) }
    }
  }
}

extension MaxSwitches: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let windows = windows.kernel(over: plan.layouts[unit.inputs[0]], values: plan.layouts[unit.result])
    let kernels = plan.kernels
    plan.addPlaneByPlane(unit) { plane, _, switches, end in
      withUnsafePointer(to: windows) { kernels.max_switches($0, plane, switches, end) }
    }
  }
}

extension Gathering: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let windows = windows.kernel(
      over: plan.layouts[unit.inputs[0]], values: plan.layouts[unit.result], switches: plan.layouts[unit.inputs[1]])
    let kernels = plan.kernels
    plan.addPlaneByPlane(unit) { plane, switches, values, end in
      withUnsafePointer(to: windows) { kernels.gather_switched($0, plane, switches, values, end) }
    }
  }
}

extension Scattering: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let windows = windows.kernel(
      over: plan.layouts[unit.result], values: plan.layouts[unit.inputs[0]], switches: plan.layouts[unit.inputs[1]])
    let kernels = plan.kernels
    plan.addPlaneByPlane(unit) { values, switches, plane, end in
      withUnsafePointer(to: windows) { kernels.scatter_switched($0, values, switches, plane, end) }
    }
  }
}

extension SumPooling: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }
  func lower(_ unit: Unit, into plan: PlanBuilder) { plan.addSums(unit, windows) }
}

extension WindowBroadcast: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }
  func lower(_ unit: Unit, into plan: PlanBuilder) { plan.addWindowBroadcast(unit, windows) }
}
