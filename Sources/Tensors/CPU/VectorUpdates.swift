internal import CKernels
import Diagnostics

/// The fused passes by which optimisers change a flat vector of parameters, cut into blocks for the team of threads.
extension CPUExecutor {
  /// Floats of a block: a few pages of each of four vectors.
  private static var block: Int { 16384 }

  private func update(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    threads.run((count + Self.block - 1) / Self.block) { task, _ in
      body(task * Self.block, min(Self.block, count - task * Self.block))
    }
  }

  /// m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= step m / (√v + ε).
  public func adam(
    _ parameters: FlatVector, along gradients: FlatVector, first: FlatVector, second: FlatVector, step: Float,
    beta1: Double, beta2: Double, epsilon: Float
  ) {
    let kernels = instructionSet.kernels.pointee
    let (w, g, m, v) = (parameters.pointer, gradients.pointer, first.pointer, second.pointer)
    update(parameters.count) { start, count in
      kernels.adam(w + start, g + start, m + start, v + start, count, step, beta1, beta2, epsilon)
    }
  }

  /// w -= rate g.
  public func gradientDescent(_ parameters: FlatVector, along gradients: FlatVector, rate: Float) {
    let kernels = instructionSet.kernels.pointee
    let (w, g) = (parameters.pointer, gradients.pointer)
    update(parameters.count) { start, count in kernels.gradient_descent(w + start, g + start, count, rate) }
  }

  /// b = momentum b + scale g; w -= rate b.
  public func momentum(
    _ parameters: FlatVector, along gradients: FlatVector, buffer: FlatVector, rate: Float, momentum: Float,
    scale: Float
  ) {
    let kernels = instructionSet.kernels.pointee
    let (w, g, b) = (parameters.pointer, gradients.pointer, buffer.pointer)
    update(parameters.count) { start, count in
      kernels.momentum(w + start, g + start, b + start, count, rate, momentum, scale)
    }
  }

  /// a += g²; w -= rate g / (√a + ε).
  public func adagrad(
    _ parameters: FlatVector, along gradients: FlatVector, accumulator: FlatVector, rate: Float, epsilon: Float
  ) {
    let kernels = instructionSet.kernels.pointee
    let (w, g, a) = (parameters.pointer, gradients.pointer, accumulator.pointer)
    update(parameters.count) { start, count in
      kernels.adagrad(w + start, g + start, a + start, count, rate, epsilon)
    }
  }
}

extension CPUExecutor {
  /// total = share g for the first batch, total += share g for those that follow, over all of `total`.
  public func accumulate(_ gradients: FlatVector, share: Float, isFirst: Bool, into total: FlatVector) {
    let (g, sum) = (gradients.pointer, total.pointer)
    update(total.count) { start, count in
      for i in start..<start + count { sum[i] = isFirst ? share * g[i] : sum[i] + share * g[i] }
    }
  }
}
