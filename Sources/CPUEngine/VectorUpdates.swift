internal import CKernels
public import Tensors

/// The fused passes by which optimisers change parts of a flat vector of parameters, block by block on the team of
/// threads.
///
/// `ranges` are the floats to change: ascending, without overlap, within every vector. In every formula g stands for g + `decay` w, the
/// gradient with an L2 penalty of `decay` / 2 |w|².
extension CPUExecutor {
  /// m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= shrinkage w + step m / (√v + ε).
  public func adam(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], first: FlatVector, second: FlatVector,
    step: Float, beta1: Double, beta2: Double, epsilon: Float, decay: Float = 0, shrinkage: Float = 0
  ) {
    let length = shortest(parameters, gradients, first, second)
    let kernels = instructionSet.kernels.pointee
    let (w, g, m, v) = (parameters.changing(), gradients.pointer, first.changing(), second.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.adam(
        w + start, g + start, m + start, v + start, count, step, beta1, beta2, epsilon, decay, shrinkage)
    }
  }

  /// w -= rate g.
  public func gradientDescent(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], rate: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients)
    let kernels = instructionSet.kernels.pointee
    let (w, g) = (parameters.changing(), gradients.pointer)
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.gradient_descent(w + start, g + start, count, rate, decay)
    }
  }

  /// b = momentum b + scale g; w -= rate b.
  public func momentum(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], buffer: FlatVector, rate: Float,
    momentum: Float, scale: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, buffer)
    let kernels = instructionSet.kernels.pointee
    let (w, g, b) = (parameters.changing(), gradients.pointer, buffer.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.momentum(w + start, g + start, b + start, count, rate, momentum, scale, decay)
    }
  }

  /// v = momentum v - rate g; w += momentum v - rate g.
  public func nesterov(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], velocity: FlatVector, rate: Float,
    momentum: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, velocity)
    let kernels = instructionSet.kernels.pointee
    let (w, g, v) = (parameters.changing(), gradients.pointer, velocity.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.nesterov(w + start, g + start, v + start, count, rate, momentum, decay)
    }
  }

  /// a += g²; w -= rate g / (√a + ε).
  public func adagrad(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], accumulator: FlatVector, rate: Float,
    epsilon: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, accumulator)
    let kernels = instructionSet.kernels.pointee
    let (w, g, a) = (parameters.changing(), gradients.pointer, accumulator.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.adagrad(w + start, g + start, a + start, count, rate, epsilon, decay)
    }
  }

  /// a = α a + (1 - α) g²; b = momentum b + g / (√a + ε); w -= rate b.
  ///
  /// Without a `buffer` there is no momentum.
  public func rmsprop(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], average: FlatVector,
    buffer: FlatVector?, rate: Float, alpha: Double, epsilon: Float, momentum: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, average, buffer ?? average)
    let kernels = instructionSet.kernels.pointee
    let (w, g, a, b) = (parameters.changing(), gradients.pointer, average.changing(), buffer?.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.rmsprop(
        w + start, g + start, a + start, b.map { $0 + start }, count, rate, alpha, epsilon, momentum, decay)
    }
  }

  /// a = ρ a + (1 - ρ) g²; c = √(d + ε) / √(a + ε) g; d = ρ d + (1 - ρ) c²; w -= rate c.
  public func adadelta(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], average: FlatVector,
    changes: FlatVector, rate: Float, rho: Double, epsilon: Float, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, average, changes)
    let kernels = instructionSet.kernels.pointee
    let (w, g, a, d) = (parameters.changing(), gradients.pointer, average.changing(), changes.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.adadelta(w + start, g + start, a + start, d + start, count, rate, rho, epsilon, decay)
    }
  }

  /// w -= rate (sign(β₁ m + (1 - β₁) g) + decay w); m = β₂ m + (1 - β₂) g, both with g itself.
  public func lion(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], average: FlatVector, rate: Float,
    beta1: Double, beta2: Double, decay: Float = 0
  ) {
    let length = shortest(parameters, gradients, average)
    let kernels = instructionSet.kernels.pointee
    let (w, g, m) = (parameters.changing(), gradients.pointer, average.changing())
    eachBlock(of: ranges, in: length) { _, start, count in
      kernels.lion(w + start, g + start, m + start, count, rate, beta1, beta2, decay)
    }
  }
}
