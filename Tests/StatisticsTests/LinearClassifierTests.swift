import Foundation
import Statistics
import Testing

/// Linear classifiers by scikit-learn.
private struct ClassifierGoldens: Decodable {
  struct Machine: Decodable {
    let loss: String
    let c, interceptScaling: Double
    let weights, biases: [Double]
    let accuracy: Double
  }
  struct Regression: Decodable {
    let c: Double
    let weights, biases: [Double]
    let accuracy: Double
  }
  struct Case: Decodable {
    let samples: [Float]
    let size: Int
    let labels: [Int32]
    let machines: [Machine]
    let regressions: [Regression]
  }
  let cases: [Case]
}

@Suite struct LinearClassifierTests {
  /// Weights and biases as scikit-learn has them: for two classes those of the second alone.
  private func compared(_ model: LinearScores) -> (weights: [Double], biases: [Double]) {
    model.classes == 2
      ? (Array(model.weights.suffix(model.size)), [model.biases[1]]) : (model.weights, model.biases)
  }

  private func accuracy(_ model: LinearScores, _ golden: ClassifierGoldens.Case) -> Double {
    ConfusionMatrix(labels: golden.labels, predictions: model.labels(of: golden.samples)).accuracy
  }

  @Test func `support vector machines are those of scikit-learn, for either loss and any intercept scaling`() throws {
    let goldens: ClassifierGoldens = try golden("classifiers")
    #expect(Set(goldens.cases.flatMap(\.machines).map(\.loss)) == ["hinge", "squared_hinge"])
    for golden in goldens.cases {
      for machine in golden.machines {
        let found = try LinearSVM(
          samples: golden.samples, size: golden.size, labels: golden.labels, c: machine.c,
          loss: machine.loss == "hinge" ? .hinge : .squaredHinge, interceptScaling: machine.interceptScaling,
          tolerance: 1e-9, maxIterations: 1_000_000)
        #expect(found.hasConverged.allSatisfy { $0 })
        let (weights, biases) = compared(found.model)
        #expect(distance(weights, machine.weights) < 1e-5, "\(machine.loss)")
        #expect(distance(biases, machine.biases) < 1e-5, "\(machine.loss)")
        #expect(distance([accuracy(found.model, golden)], [machine.accuracy]) < 1e-9)
      }
    }
  }

  @Test func `logistic regression is that of scikit-learn, for two classes and for more`() throws {
    let goldens: ClassifierGoldens = try golden("classifiers")
    #expect(!goldens.cases.isEmpty)
    for golden in goldens.cases {
      for regression in golden.regressions {
        let found = try LogisticRegression(
          samples: golden.samples, size: golden.size, labels: golden.labels, c: regression.c, tolerance: 1e-9,
          maxIterations: 1000)
        #expect(found.hasConverged)
        // scikit-learn's are twice as large for two classes: the difference of ours.
        let factor = found.model.classes == 2 ? 2.0 : 1
        let (weights, biases) = compared(found.model)
        #expect(distance(weights.map { factor * $0 }, regression.weights) < 1e-5)
        // The biases of more than two classes are defined but for a constant.
        let shift = (regression.biases.reduce(0, +) - biases.reduce(0, +)) / Double(biases.count)
        let shifted = biases.map { found.model.classes == 2 ? 2 * $0 : $0 + shift }
        #expect(distance(shifted, regression.biases) < 1e-5)
        #expect(distance([accuracy(found.model, golden)], [regression.accuracy]) < 1e-9)
      }
    }
  }

  @Test func `C is the smallest of those with the fewest errors on held-out samples`() throws {
    let goldens: ClassifierGoldens = try golden("classifiers")
    for golden in goldens.cases {
      let held = Array(stride(from: 0, to: golden.labels.count, by: 3))
      let kept = golden.labels.indices.filter { $0 % 3 != 0 }
      func chosen(_ rows: [Int]) -> (samples: [Float], labels: [Int32]) {
        (rows.flatMap { golden.samples[$0 * golden.size..<($0 + 1) * golden.size] }, rows.map { golden.labels[$0] })
      }
      let search = try LinearSVMSearch(
        samples: golden.samples, size: golden.size, labels: golden.labels, heldOut: held, tolerance: 1e-9,
        maxIterations: 1_000_000)
      let meanSquare = golden.samples.reduce(0.0) { $0 + Double($1 * $1) } / Double(golden.labels.count)
      func machine(_ samples: [Float], _ labels: [Int32], _ c: Double) throws -> LinearSVM {
        try LinearSVM(
          samples: samples, size: golden.size, labels: labels, c: c / meanSquare,
          interceptScaling: meanSquare.squareRoot(), tolerance: 1e-9, maxIterations: 1_000_000)
      }
      let (training, choosing) = (chosen(kept), chosen(held))
      for (index, tried) in search.errors.enumerated() {
        #expect(abs(tried.c / (0.1 * pow(10, Double(index) / 2)) - 1) < 1e-9)
        let found = try machine(training.samples, training.labels, tried.c).model.labels(of: choosing.samples)
        let wrong = zip(found, choosing.labels).count { $0 != $1 }
        #expect(tried.error == Double(wrong) / Double(held.count))
      }
      let fewest = try #require(search.errors.map(\.error).min())
      #expect(search.c == search.errors.first { $0.error == fewest }?.c)
      #expect(
        distance(
          search.machine.model.weights, try machine(golden.samples, golden.labels, search.c).model.weights) < 1e-5)
    }
  }

  @Test func `a pass limit ends the training, and is reported`() throws {
    let goldens: ClassifierGoldens = try golden("classifiers")
    let golden = goldens.cases[1]
    let machine = try LinearSVM(
      samples: golden.samples, size: golden.size, labels: golden.labels, tolerance: 1e-12, maxIterations: 2)
    #expect(machine.iterations == [2, 2, 2, 2] && machine.hasConverged == [false, false, false, false])
    let regression = try LogisticRegression(
      samples: golden.samples, size: golden.size, labels: golden.labels, tolerance: 1e-12, maxIterations: 2)
    #expect(regression.iterations == 2 && !regression.hasConverged)
  }

  @Test func `a class without samples and values that are not finite are refused`() throws {
    let missing = #expect(throws: StatisticsError.self) { try LinearSVM(samples: [1, 2], size: 1, labels: [0, 2]) }
    #expect(missing?.code == .tooFewSamples)
    let odd = #expect(throws: StatisticsError.self) {
      try LogisticRegression(samples: [1, 2, .infinity, 4], size: 2, labels: [0, 1])
    }
    #expect("\(try #require(odd))".contains("sample 1, element 0"))
  }
}
