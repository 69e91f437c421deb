internal import CKernels
import Tensors

extension MatrixProduct: CPUOperation {
  var affinity: TileAffinity? { .matrix }
  var acceptsEpilogue: Bool { true }

  /// The minimum number of weights worth a thread.
  private static var weightsOfBlock: Int { 32 * 1024 }

  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool {
    capacity <= 16 && inputs[1].count >= 2 * Self.weightsOfBlock
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (features, weights) = (unit.inputs[0], unit.inputs[1])
    let (outputs, inputs) = (plan.shape(weights).dimensions[0], plan.shape(weights).dimensions[1])
    let kernels = plan.kernels
    let width = Int(kernels.panel_width)
    let panel = inputs * width
    let source = plan.location(weights)
    let packed = plan.packed(weights) {
      let packed = plan.packing((outputs + width - 1) / width * panel, of: source)
      for first in stride(from: 0, to: outputs, by: width) {
        plan.addPacking(of: source) { context in
          kernels.pack_panel(
            context.pointer(source) + first * inputs, inputs, Int32(min(width, outputs - first)), Int32(inputs),
            context.pointer(packed) + first / width * panel)
        }
      }
      return packed
    }
    let (from, to) = (plan.location(features), plan.location(unit.result))
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let panels = (outputs + width - 1) / width
    // An even number of blocks, so that two threads end together.
    let blocks = plan.isOfBlocks ? min(16, panels, (outputs * inputs / Self.weightsOfBlock + 1) / 2 * 2) : 1
    for block in 0..<blocks {
      let first = panels * block / blocks * width
      let end = min(outputs, panels * (block + 1) / blocks * width)
      plan.add(size: end - first) { context in
        var product = HGMatrixProduct(
          m: Int32(context.count), n: Int32(end - first), k: Int32(inputs), a: context.pointer(from),
          a_row: from.sampleStride, a_column: 1, b: context.pointer(packed) + first / width * panel, b_panel: panel,
          b_row: width, c: context.pointer(to) + first, c_row: to.sampleStride,
          epilogue: epilogue.kernel(context).moved(by: first, values: first))
        kernels.matrix_product(&product)
      }
    }
  }
}

extension MatrixProductInputGradient: CPUOperation {
  var affinity: TileAffinity? { .matrix }
  var acceptsEpilogue: Bool { true }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, weights) = (unit.inputs[0], unit.inputs[1])
    let (outputs, inputs) = (plan.shape(weights).dimensions[0], plan.shape(weights).dimensions[1])
    let (from, by, to) = (plan.location(upstream), plan.location(weights), plan.location(unit.result))
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let kernels = plan.kernels
    plan.add { context in
      var product = HGMatrixProduct(
        m: Int32(context.count), n: Int32(inputs), k: Int32(outputs), a: context.pointer(from),
        a_row: from.sampleStride, a_column: 1, b: context.pointer(by), b_panel: Int(kernels.panel_width),
        b_row: inputs, c: context.pointer(to), c_row: to.sampleStride, epilogue: epilogue.kernel(context))
      kernels.matrix_product(&product)
    }
  }
}

extension MatrixProductWeightGradient: CPUOperation {
  /// The rows of a block of the gradient, a multiple of the kernels' row blocks.
  ///
  /// Large blocks read the features seldom; small gradients or many threads need smaller ones.
  private static func blockRows(weights: Int, threads: Int) -> Int {
    weights >= 512 * 1024 ? (threads <= 4 ? 96 : 48) : 24
  }

  /// The samples summed before the next rows: a panel of their features stays in the first-level cache.
  private static var samplesAtOnce: Int { 256 }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, features) = (unit.inputs[0], unit.inputs[1])
    let outputs = plan.shape(unit.result).dimensions[0]
    guard plan.exchanges.sliced.weights.contains(unit.result) else { return lowerSums(unit, into: plan) }
    guard let dy = plan.samplesOfAll(upstream), let x = plan.samplesOfAll(features) else {
      return lowerRows(0..<outputs, of: plan.location(upstream), plan.location(features), unit, into: plan) { $0.count }
    }
    for rank in 0..<plan.ranks {
      lowerRows(GradientSlices.rows(outputs, rank: rank, ranks: plan.ranks), of: dy, x, unit, into: plan) {
        // Without a share this process alone has samples.
        ($0.position.share?.rank ?? rank) == rank ? $0.wholeBatchCount : nil
      }
    }
  }

  /// Adds blocks for `rows` of the gradient, summed over all samples in order.
  ///
  /// - Parameter count: The number of samples; nil where another process computes the rows.
  private func lowerRows(
    _ rows: Range<Int>, of dy: Location, _ x: Location, _ unit: Unit, into plan: PlanBuilder,
    count: @escaping (RunContext) -> Int?
  ) {
    let inputs = plan.shape(unit.result).dimensions[1]
    let to = plan.location(unit.result)
    let kernels = plan.kernels
    let blockRows = Self.blockRows(weights: rows.count * inputs, threads: plan.threads)
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
      let rows = first..<min(first + blockRows, rows.upperBound)
      plan.add(size: rows.count) { context in
        guard let count = count(context) else { return }
        Self.sum(
          0..<count, of: context.pointer(dy), dy.sampleStride, context.pointer(x), x.sampleStride, rows: rows,
          inputs: inputs, into: context.pointer(to) + first * inputs, kernels)
      }
    }
  }

  /// Adds blocks for rows of the gradient, summed over the segments of the batch.
  private func lowerSums(_ unit: Unit, into plan: PlanBuilder) {
    let (dy, x) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let (outputs, inputs) = (plan.shape(unit.result).dimensions[0], plan.shape(unit.result).dimensions[1])
    let destination = plan.sumDestination(unit)
    let kernels = plan.kernels
    let blockRows = Self.blockRows(weights: 0, threads: plan.threads)
    let block = min(blockRows, outputs) * inputs
    let (sums, totals) = (plan.workspace(floats: block), plan.workspace(floats: 2 * block))
    for first in stride(from: 0, to: outputs, by: blockRows) {
      let rows = first..<min(first + blockRows, outputs)
      let floats = rows.count * inputs
      plan.add(size: rows.count) { context in
        let (sums, totals) = (context.pointer(sums), context.doubles(totals))
        totals.update(repeating: 0, count: floats)
        context.forEachSegment(of: .ofBlocks) { segment in
          Self.sum(
            segment.first..<segment.first + segment.count, of: context.pointer(dy), dy.sampleStride,
            context.pointer(x), x.sampleStride, rows: rows, inputs: inputs, into: sums, kernels)
          kernels.add_to_doubles(sums, totals, floats)
        }
        destination.store(totals, at: first * inputs, count: floats, in: context)
      }
    }
  }

  /// Writes `rows` of dyᵀ x, each element summed over `samples` in order, on whichever thread.
  private static func sum(
    _ samples: Range<Int>, of dy: UnsafePointer<Float>, _ dyStride: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
    rows: Range<Int>, inputs: Int, into sums: UnsafeMutablePointer<Float>, _ kernels: HGKernels
  ) {
    for sample in Swift.stride(from: samples.lowerBound, to: samples.upperBound, by: samplesAtOnce) {
      var product = HGMatrixProduct(
        m: Int32(rows.count), n: Int32(inputs), k: Int32(min(samplesAtOnce, samples.upperBound - sample)),
        a: dy + rows.lowerBound + sample * dyStride, a_row: 1, a_column: dyStride, b: x + sample * xStride,
        b_panel: Int(kernels.panel_width), b_row: xStride, c: sums, c_row: inputs, epilogue: HGEpilogue())
      (sample == samples.lowerBound ? kernels.matrix_product : kernels.add_matrix_product)(&product)
    }
  }
}
