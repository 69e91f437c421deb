import CPUEngine
import NeuralNetworks
import Tensors
import Testing

/// L-BFGS.
@Suite struct LBFGSTests {
  /// Σ 100 (x₂ - x₁²)² + (1 - x₁)² over pairs of numbers; least, 0, where all are 1.
  private static func rosenbrock(_ parameters: any DeviceVector, _ written: any DeviceVector) -> Double {
    let (x, gradients) = (parameters.hostCopy(), written.hostCopy())
    defer { written.write(gradients) }
    var sum = 0.0
    for i in stride(from: 0, to: x.count, by: 2) {
      let (a, b) = (Double(x[i]), Double(x[i + 1]))
      sum += 100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a)
      gradients[i] = Float(-400 * a * (b - a * a) - 2 * (1 - a))
      gradients[i + 1] = Float(200 * (b - a * a))
    }
    return sum
  }

  /// |A x - b|² / 2 with a matrix of `rows` x `columns`, and its solution from the normal equations.
  private struct LeastSquares {
    let rows, columns: Int
    let matrix, right: [Double]

    init(rows: Int, columns: Int) {
      (self.rows, self.columns) = (rows, columns)
      matrix = drawn(rows * columns, seed: 11).map { Double($0) }
      right = drawn(rows, seed: 12).map { Double($0) }
    }

    func evaluate(_ parameters: any DeviceVector, _ written: any DeviceVector) -> Double {
      let (x, gradients) = (parameters.hostCopy(), FlatVector(count: columns))
      defer { written.write(gradients) }
      var sums = [Double](repeating: 0, count: columns)
      var loss = 0.0
      for r in 0..<rows {
        let row = matrix[r * columns..<(r + 1) * columns]
        let residual = zip(row, x.values).reduce(-right[r]) { $0 + $1.0 * Double($1.1) }
        loss += residual * residual / 2
        for (c, a) in row.enumerated() { sums[c] += a * residual }
      }
      for c in 0..<columns { gradients[c] = Float(sums[c]) }
      return loss
    }

    /// By elimination of AᵀA x = Aᵀb, which is positive definite.
    var solution: [Double] {
      var table = (0..<columns).map { i in
        (0...columns).map { j in
          (0..<rows).reduce(0) {
            $0 + matrix[$1 * columns + i] * (j < columns ? matrix[$1 * columns + j] : right[$1])
          }
        }
      }
      for i in 0..<columns {
        for r in 0..<columns where r != i {
          let factor = table[r][i] / table[i][i]
          for j in i...columns { table[r][j] -= factor * table[i][j] }
        }
      }
      return (0..<columns).map { table[$0][columns] / table[$0][$0] }
    }
  }

  @Test(arguments: [2, 20])
  func `it finds the bottom of Rosenbrock's valley`(_ count: Int) {
    onEverySet { executor in
      let x = FlatVector((0..<count).map { $0.isMultiple(of: 2) ? -1.2 : 1 })
      var optimizer = LBFGS(tolerance: 1e-4, parameterCount: count, on: executor)
      let last = optimizer.minimize(x, iterations: 200, on: executor, evaluate: Self.rosenbrock)
      #expect(last.ending == .converged, "\(last)")
      #expect(last.loss < 1e-8)
      for i in 0..<count { #expect(abs(x[i] - 1) < 1e-3) }
      // The textbooks' count is some 40 iterations; steepest descent would take thousands.
      #expect(optimizer.step < 80, "\(optimizer.step) iterations")
    }
  }

  @Test func `it solves least squares to the precision of its numbers`() {
    let problem = LeastSquares(rows: 40, columns: 12)
    onEverySet { executor in
      let x = FlatVector(count: 12)
      var optimizer = LBFGS(tolerance: 1e-5, parameterCount: 12, on: executor)
      let last = optimizer.minimize(x, iterations: 100, on: executor, evaluate: problem.evaluate)
      #expect(last.ending == .converged || last.ending == .stalled, "\(last)")
      for (got, wanted) in zip(x.values, problem.solution) { #expect(abs(Double(got) - wanted) < 1e-5) }
      #expect(optimizer.step < 40, "\(optimizer.step) iterations")
    }
  }

  @Test func `the loss falls at every iteration`() {
    onEverySet { executor in
      let x = FlatVector([-1.2, 1])
      var optimizer = LBFGS(parameterCount: 2, on: executor)
      var before = Double.infinity
      for _ in 0..<30 {
        let now = optimizer.iterate(x, ranges: x.everything, on: executor, evaluate: Self.rosenbrock)
        guard now.ending == nil else { break }
        #expect(now.loss < before)
        before = now.loss
      }
    }
  }

  @Test func `parameters outside the ranges stay, and the rest finds its own minimum`() {
    onEverySet { executor in
      let x = FlatVector([-1.2, 1, 7, 8])
      var optimizer = LBFGS(tolerance: 1e-4, parameterCount: 4, on: executor)
      let last = optimizer.minimize(x, ranges: [0..<2], iterations: 200, on: executor, evaluate: Self.rosenbrock)
      #expect(last.ending == .converged)
      #expect(abs(x[0] - 1) < 1e-3 && abs(x[1] - 1) < 1e-3)
      #expect(x[2] == 7 && x[3] == 8)
    }
  }

  @Test(arguments: [1, 5, 12])
  func `with its moments and its count it goes on to the same bits`(_ interruption: Int) {
    onEverySet { executor in
      func run(restoring: Bool) -> [UInt32] {
        let x = FlatVector([-1.2, 1, -0.5, 2])
        var optimizer = LBFGS(history: 4, parameterCount: 4, on: executor)
        for t in 0..<20 {
          if t == interruption, restoring {
            var other = LBFGS(history: 4, parameterCount: 4, on: executor)
            other.step = optimizer.step
            for (from, to) in zip(optimizer.moments, other.moments) {
              #expect(from.name == to.name)
              to.values.write(from.values.hostCopy())
            }
            optimizer = other
          }
          _ = optimizer.iterate(x, ranges: x.everything, on: executor, evaluate: Self.rosenbrock)
        }
        return x.bits
      }
      #expect(run(restoring: true) == run(restoring: false))
    }
  }

  @Test func `a loss that is not finite ends it and leaves the parameters`() {
    onEverySet { executor in
      let x = FlatVector([1, 2])
      var optimizer = LBFGS(parameterCount: 2, on: executor)
      let last = optimizer.minimize(x, iterations: 5, on: executor) { _, _ in .nan }
      #expect(last.ending == .notFinite && last.evaluations == 1)
      #expect(x.values == [1, 2])
    }
  }

  @Test func `a step into where the loss is not finite is shortened`() {
    // 1 / x + 1 / (1 - x), with walls at 0 and 1; least at 1/2.
    onEverySet { executor in
      let x = FlatVector([0.999])
      var optimizer = LBFGS(learningRate: 100, tolerance: 1e-3, parameterCount: 1, on: executor)
      let last = optimizer.minimize(x, iterations: 50, on: executor) { parameters, written in
        let value = Double(parameters.hostCopy()[0])
        guard value > 0, value < 1 else { return .infinity }
        written.write(FlatVector([Float(-1 / (value * value) + 1 / ((1 - value) * (1 - value)))]))
        return 1 / value + 1 / (1 - value)
      }
      #expect(last.ending == .converged, "\(last)")
      #expect(abs(x[0] - 0.5) < 1e-3)
    }
  }

  @Test func `a gradient that points the wrong way stalls, with the parameters as they were`() {
    onEverySet { executor in
      let x = FlatVector([3])
      var optimizer = LBFGS(parameterCount: 1, on: executor)
      let last = optimizer.minimize(x, iterations: 5, on: executor) { parameters, written in
        let x = parameters.hostCopy()[0]
        written.write(FlatVector([-2 * x]))
        return Double(x * x)
      }
      #expect(last.ending == .stalled)
      #expect(x[0] == 3 && optimizer.step == 0)
    }
  }
}

extension LBFGS {
  /// The search with other settings than the defaults.
  fileprivate init(
    learningRate: Double = 1, history: Int? = nil, tolerance: Double? = nil, parameterCount count: Int,
    on executor: any VectorArithmetic
  ) {
    var settings = LBFGSSettings(learningRate: learningRate)
    settings.history = history ?? settings.history
    settings.tolerance = tolerance ?? settings.tolerance
    self.init(settings, parameterCount: count, on: executor)
  }
}
