import Tensors

extension ReferenceTensor {
  func convolved(with filters: ReferenceTensor, stride: Int, padding: Int) -> ReferenceTensor {
    let (c, h, w) = (dimensions[0], dimensions[1], dimensions[2])
    let (o, kh, kw) = (filters.dimensions[0], filters.dimensions[2], filters.dimensions[3])
    let (rows, columns) = ((h + 2 * padding - kh) / stride + 1, (w + 2 * padding - kw) / stride + 1)
    let n = samples ?? 1
    var result = [Double](repeating: 0, count: n * o * rows * columns)
    var at = 0
    for sample in 0..<n {
      for filter in 0..<o {
        for i in 0..<rows {
          for j in 0..<columns {
            var sum = 0.0
            for channel in 0..<c {
              for a in 0..<kh {
                let y = i * stride + a - padding
                guard y >= 0, y < h else { continue }
                for b in 0..<kw {
                  let x = j * stride + b - padding
                  guard x >= 0, x < w else { continue }
                  sum +=
                    values[((sample * c + channel) * h + y) * w + x]
                    * filters.values[((filter * c + channel) * kh + a) * kw + b]
                }
              }
            }
            result[at] = sum
            at += 1
          }
        }
      }
    }
    return ReferenceTensor(samples: n, [o, rows, columns], result)
  }

  func multiplied(byTransposed weights: ReferenceTensor) -> ReferenceTensor {
    let (outputs, inputs) = (weights.dimensions[0], weights.dimensions[1])
    let n = samples ?? 1
    var result: [Double] = []
    result.reserveCapacity(n * outputs)
    for sample in 0..<n {
      for output in 0..<outputs {
        var sum = 0.0
        for input in 0..<inputs { sum += values[sample * inputs + input] * weights.values[output * inputs + input] }
        result.append(sum)
      }
    }
    return ReferenceTensor(samples: n, [outputs], result)
  }

  func adding(bias: ReferenceTensor) -> ReferenceTensor {
    let plane = count / dimensions[0]
    return ReferenceTensor(
      samples: samples, dimensions, values.indices.map { values[$0] + bias.values[$0 / plane % dimensions[0]] })
  }

  func padded(by margins: Margins) -> ReferenceTensor {
    let (c, h, w) = (dimensions[0], dimensions[1], dimensions[2])
    let (rows, columns) = (margins.top + h + margins.bottom, margins.left + w + margins.right)
    var result = [Double](repeating: 0, count: (samples ?? 1) * c * rows * columns)
    for plane in 0..<(samples ?? 1) * c {
      for y in 0..<h {
        for x in 0..<w {
          result[(plane * rows + margins.top + y) * columns + margins.left + x] = values[(plane * h + y) * w + x]
        }
      }
    }
    return ReferenceTensor(samples: samples, [c, rows, columns], result)
  }
}
