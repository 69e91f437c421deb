import Foundation
import ImageShapes
import Tensors

/// The elementwise part of ``Algebra``.
protocol ElementwiseAlgebra {
  func exponential() -> Self
  func logarithm() -> Self
  func squared() -> Self
  func squareRoot() -> Self
  func reciprocal() -> Self
  func clipped(to range: ClosedRange<Float>) -> Self
  func isGreater(than threshold: Float) -> Self
  func plus(_ number: Float) -> Self
  func divided(by other: Self) -> Self
  func gaussianErrorLinear() -> Self
  func sliced(_ range: Range<Int>) -> Self
  func joined(_ other: Self) -> Self
  func scaled(byChannels factors: Self) -> Self
  func adding(shared: Self) -> Self
  func multiplied(byShared shared: Self) -> Self
  func meanOverBatch() -> Self
  func repeatedOverBatch(_ samples: Int) -> Self
  func repeatedOverChannels(_ c: Int) -> Self
  func summedOverChannels() -> Self
  func broadcast(to dimensions: [Int]) -> Self
  func absoluteError(to target: Self) -> Self
  func huberError(to target: Self, delta: Float) -> Self
  func transposed() -> Self
  func absoluteSum() -> Self
}

extension Tensor: ElementwiseAlgebra {
  func exponential() -> Tensor { exp(self) }
  func logarithm() -> Tensor { log(self) }
  func plus(_ number: Float) -> Tensor { self + number }
  func divided(by other: Tensor) -> Tensor { self / other }
  func gaussianErrorLinear() -> Tensor { gelu(self) }
  func joined(_ other: Tensor) -> Tensor { concatenated([self, other]) }
  func repeatedOverBatch(_ samples: Int) -> Tensor { repeatedOverBatch() }
}

extension ReferenceTensor: ElementwiseAlgebra {
  func exponential() -> Self { mapped { Foundation.exp($0) } }
  func logarithm() -> Self { mapped { Foundation.log($0) } }
  func squared() -> Self { mapped { $0 * $0 } }
  func squareRoot() -> Self { mapped { $0.squareRoot() } }
  func reciprocal() -> Self { mapped { 1 / $0 } }
  func clipped(to range: ClosedRange<Float>) -> Self {
    mapped { Swift.min(Swift.max($0, Double(range.lowerBound)), Double(range.upperBound)) }
  }
  func isGreater(than threshold: Float) -> Self { mapped { $0 > Double(threshold) ? 1 : 0 } }
  func plus(_ number: Float) -> Self { mapped { $0 + Double(number) } }
  func divided(by other: Self) -> Self { zipped(other, /) }
  func gaussianErrorLinear() -> Self { mapped { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) } }

  /// Channels, elements of each.
  private var channels: (count: Int, elements: Int) { (dimensions[0], count / dimensions[0]) }

  /// One sample's numbers from those of each sample.
  private func perSample(_ dimensions: [Int], _ body: (_ numbers: [Double], _ sample: Int) -> [Double]) -> Self {
    var result: [Double] = []
    for sample in 0..<(samples ?? 1) {
      result += body(Array(values[sample * count..<(sample + 1) * count]), sample)
    }
    return ReferenceTensor(samples: samples, dimensions, result)
  }

  func sliced(_ range: Range<Int>) -> Self {
    let elements = channels.elements
    return perSample([range.count] + dimensions.dropFirst()) { numbers, _ in
      Array(numbers[range.lowerBound * elements..<range.upperBound * elements])
    }
  }

  func joined(_ other: Self) -> Self {
    perSample([dimensions[0] + other.dimensions[0]] + dimensions.dropFirst()) { numbers, sample in
      numbers + Array(other.values[sample * other.count..<(sample + 1) * other.count])
    }
  }

  func scaled(byChannels factors: Self) -> Self {
    let (c, elements) = channels
    return ReferenceTensor(
      samples: samples, dimensions, values.indices.map { values[$0] * factors.values[$0 / elements % c] })
  }

  func adding(shared: Self) -> Self {
    ReferenceTensor(samples: samples, dimensions, values.indices.map { values[$0] + shared.values[$0 % count] })
  }

  func multiplied(byShared shared: Self) -> Self {
    ReferenceTensor(samples: samples, dimensions, values.indices.map { values[$0] * shared.values[$0 % count] })
  }

  func meanOverBatch() -> Self {
    let n = samples ?? 1
    var sums = [Double](repeating: 0, count: count)
    for (i, value) in values.enumerated() { sums[i % count] += value / Double(n) }
    return ReferenceTensor(samples: nil, dimensions, sums)
  }

  func repeatedOverBatch(_ samples: Int) -> Self {
    var result: [Double] = []
    for _ in 0..<samples { result += values }
    return ReferenceTensor(samples: samples, dimensions, result)
  }

  func repeatedOverChannels(_ c: Int) -> Self {
    perSample([c] + dimensions.dropFirst()) { numbers, _ in
      var result: [Double] = []
      for _ in 0..<c { result += numbers }
      return result
    }
  }

  func summedOverChannels() -> Self {
    let (c, elements) = channels
    return perSample([1] + dimensions.dropFirst()) { numbers, _ in
      (0..<elements).map { i -> Double in
        var sum = 0.0
        for channel in 0..<c { sum += numbers[channel * elements + i] }
        return sum
      }
    }
  }

  func broadcast(to dimensions: [Int]) -> Self {
    perSample(dimensions) { numbers, _ in [Double](repeating: numbers[0], count: dimensions.reduce(1, *)) }
  }

  func absoluteError(to target: Self) -> Self { zipped(target) { abs($0 - $1) }.summedPerSample() }

  func huberError(to target: Self, delta: Float) -> Self {
    let delta = Double(delta)
    return zipped(target) { y, t in
      let d = abs(y - t)
      return d <= delta ? d * d / 2 : delta * (d - delta / 2)
    }
    .summedPerSample()
  }

  func transposed() -> Self {
    let (rows, columns) = (dimensions[0], dimensions[1])
    var result: [Double] = []
    for j in 0..<columns {
      for i in 0..<rows { result.append(values[i * columns + j]) }
    }
    return ReferenceTensor(samples: nil, [columns, rows], result)
  }

  func absoluteSum() -> Self { ReferenceTensor(samples: nil, [], [values.reduce(0) { $0 + abs($1) }]) }
}
