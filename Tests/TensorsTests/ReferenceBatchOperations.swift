import Tensors

extension ReferenceTensor {
  /// The values of each channel, over samples and pixels.
  private func channel(_ c: Int) -> [Double] {
    let plane = count / dimensions[0]
    return values.indices.filter { $0 / plane % dimensions[0] == c }.map { values[$0] }
  }

  /// The mean and the biased variance of each channel.
  func channelMoments() -> (mean: [Double], variance: [Double]) {
    let channels = (0..<dimensions[0]).map { channel($0) }
    let mean = channels.map { $0.reduce(0, +) / Double($0.count) }
    let variance = zip(channels, mean).map { x, m in x.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(x.count) }
    return (mean, variance)
  }

  func batchNormalizedValues(scale: ReferenceTensor, shift: ReferenceTensor) -> ReferenceTensor {
    let (mean, variance) = channelMoments()
    let plane = count / dimensions[0]
    let result = values.indices.map { i in
      let c = i / plane % dimensions[0]
      return (values[i] - mean[c]) / (variance[c] + Double(Float(1e-5))).squareRoot() * scale.values[c]
        + shift.values[c]
    }
    return ReferenceTensor(samples: samples, dimensions, result)
  }

  /// 1 for the `k` greatest of `places`, the first of equal ones.
  private func greatest(_ k: Int, of places: [Int]) -> Set<Int> {
    Set(places.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }.prefix(k))
  }

  private func mask(_ kept: Set<Int>) -> ReferenceTensor {
    ReferenceTensor(samples: samples, dimensions, values.indices.map { kept.contains($0) ? 1 : 0 })
  }

  func topMask(_ k: Int) -> ReferenceTensor {
    mask((0..<(samples ?? 1)).reduce(into: []) { $0.formUnion(greatest(k, of: Array($1 * count..<($1 + 1) * count))) })
  }

  func spatialMask() -> ReferenceTensor {
    let plane = dimensions[1] * dimensions[2]
    return mask(
      (0..<values.count / plane).reduce(into: []) {
        $0.formUnion(greatest(1, of: Array($1 * plane..<($1 + 1) * plane)))
      })
  }

  func lifetimeMask(fraction: Float) -> ReferenceTensor {
    let n = samples ?? 1
    let winners = max(1, Int((Double(fraction) * Double(n) - 1e-5).rounded(.up)))
    let plane = count / dimensions[0]
    // A map stands for its greatest pixel.
    let ranked = ReferenceTensor(
      samples: n, [dimensions[0]],
      (0..<n * dimensions[0]).map { values[$0 * plane..<($0 + 1) * plane].max() ?? 0 })
    let kept: Set<Int> = (0..<dimensions[0]).reduce(into: []) { kept, feature in
      kept.formUnion(ranked.greatest(winners, of: (0..<n).map { $0 * dimensions[0] + feature }))
    }
    return ReferenceTensor(samples: n, dimensions, values.indices.map { kept.contains($0 / plane) ? 1 : 0 })
  }

  /// The numbers of the vector at `pixel`, counted over samples and pixels.
  func vector(_ pixel: Int) -> [Double] {
    let (d, plane) = (dimensions[0], count / dimensions[0])
    return (0..<d).map { values[(pixel / plane * d + $0) * plane + pixel % plane] }
  }

  func nearestCodes(in codebook: ReferenceTensor) -> ReferenceTensor {
    let (codes, d) = (codebook.dimensions[0], codebook.dimensions[1])
    let indices = (0..<values.count / d).map { pixel -> Double in
      let x = vector(pixel)
      let distances = (0..<codes).map { code in
        (0..<d).reduce(0.0) { sum, k in
          let distance = x[k] - codebook.values[code * d + k]
          return sum + distance * distance
        }
      }
      return Double(distances.firstIndex(of: distances.min() ?? 0) ?? 0)
    }
    return ReferenceTensor(samples: samples, [1] + dimensions.dropFirst(), indices)
  }

  func codes(at indices: ReferenceTensor) -> ReferenceTensor {
    let (d, plane) = (dimensions[1], indices.count)
    let result = (0..<indices.values.count * d).map { i in
      values[Int(indices.values[i / (d * plane) * plane + i % plane]) * d + i / plane % d]
    }
    return ReferenceTensor(samples: indices.samples, [d] + indices.dimensions.dropFirst(), result)
  }
}

extension Tensor {
  func batchNormalizedValues(scale: Tensor, shift: Tensor) -> Tensor {
    batchNormalized(scale: scale, shift: shift).values
  }
}
