import Diagnostics
import ImageData
import ImageFormats
import NeuralNetworks
import Tensors
import Training

/// A linear classifier of codes by multinomial logistic regression: a probe of how well codes separate classes.
///
/// L-BFGS over all samples minimizes the mean of log Σ exp(z) - z_class with z = W x + b, plus `decay` / 2 · Σ W². Each
/// unit of the codes is standardized by its mean and deviation over the training samples.
struct LinearClassifier {
  private static let decay: Float = 1e-4
  private static let iterations = 200
  private static let chunk = 4096

  private let layer: Linear
  private let table: ParameterTable
  private let parameters: any DeviceVector
  private let executor: any TensorExecutor
  private let size, classes: Int
  private let means, factors: [Float]

  /// The classification error of `run`: the share of test images misclassified by a classifier of the training codes.
  ///
  /// - Throws: ``RunError`` when the images have no classes, or there are no test images.
  static func errorOfCodes(of run: Run, executor: any TensorExecutor) throws -> Double {
    let (training, test) = (try run.images(of: .train), try run.images(of: .test))
    guard training.images.labels != nil, test.images.labels != nil else {
      throw RunError(
        .noImages,
        Report(
          "the images have no classes", place: run.name,
          cure: "use a data set with labels, such as mnist or fashion-mnist"))
    }
    let encoder = try CodeEncoder(run.model, scaling: run.configuration.training.scaling, executor: executor)
    let parameters = try run.trainedParameters(on: executor)
    let seen = try encoder.labelledCodes(of: training, parameters: parameters)
    let unseen = try encoder.labelledCodes(of: test, parameters: parameters)
    let classifier = LinearClassifier(
      codes: seen.codes, size: encoder.size, labels: seen.labels, executor: executor)
    let found = classifier.classes(of: unseen.codes)
    return Double(zip(found, unseen.labels).count { $0 != $1 }) / Double(unseen.labels.count)
  }

  /// Trains on `codes`, `[n, size]`, of samples with these classes.
  init(codes: [Float], size: Int, labels: [Int32], executor: any TensorExecutor) {
    self.executor = executor
    self.size = size
    classes = Int(labels.max() ?? 0) + 1
    layer = Linear(size, classes, weight: .constant(0), bias: .constant(0))
    table = ParameterTable(of: layer)
    parameters = executor.makeVector(table.initialValues(seed: 0))
    (means, factors) = Self.standardization(codes, size: size)
    train(standardized(codes), labels.map { Float($0) })
  }

  /// The most probable class of each sample of `codes`, `[n, size]`.
  func classes(of codes: [Float]) -> [Int32] {
    let graph = Graph(parameters: table)
    let result = TensorResult(layer(graph.input("codes", [size])))
    let program = prepare { executor in
      executor.prepare(try Program(graph, tensors: [result]), capacity: Self.chunk)
    }
    let codes = standardized(codes)
    var found: [Int32] = []
    forEachChunk(codes, codes.count / size) { first, count, codes in
      program.run(count: count, feeds: ["codes": .floats(codes)], parameters: parameters, gradients: nil)
      let scores = program.values(of: result)
      for sample in 0..<count {
        let row = scores[sample * classes..<(sample + 1) * classes]
        found.append(Int32((row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex))
      }
    }
    return found
  }

  private func train(_ codes: [Float], _ labels: [Float]) {
    let graph = Graph(parameters: table, purpose: .training)
    let scores = layer(graph.input("codes", [size]))
    let ofClass = (scores * graph.input("labels", [1]).oneHot(classes: classes)).summedPerSample()
    let loss = (scores.logSumExp(groupsOf: classes).summedPerSample() - ofClass).batchMean()
    let penalty = (Self.decay / 2) * graph.value(of: layer.weight).sumOfSquares()
    let step = prepare { executor in
      let result = ScalarResult(loss + penalty)
      let program = try Program(graph, scalars: [result], differentiating: loss + penalty)
      return executor.prepare(
        TrainingStep(program, loss: result, trained: [0..<table.vectorCount]), capacity: Self.chunk)
    }
    var optimizer = LBFGS(parameterCount: table.vectorCount, on: executor)
    _ = optimizer.minimize(parameters, iterations: Self.iterations, on: executor) { at, written in
      var total = 0.0
      forEachChunk(codes, labels.count) { first, count, codes in
        let loss = labels.withUnsafeBufferPointer { labels in
          labels.baseAddress.map { labels in
            step.accumulate(
              count: count, feeds: ["codes": .floats(codes), "labels": .floats(labels + first)], parameters: at,
              renewsStatistics: false, at: RunPosition())
          }
        }
        total += Double(count) / Double(labels.count) * (loss ?? 0)
      }
      step.takeGradient(into: written)
      return total
    }
  }

  private func prepare<Prepared>(_ body: (any TensorExecutor) throws -> Prepared) -> Prepared {
    do {
      return try body(executor)
    } catch {
      fatalError("a linear classifier of \(size) values: \(error)")
    }
  }

  private func forEachChunk(
    _ codes: [Float], _ samples: Int, _ body: (_ first: Int, _ count: Int, _ codes: UnsafePointer<Float>) -> Void
  ) {
    codes.withUnsafeBufferPointer { codes in
      guard let base = codes.baseAddress else { return }
      for first in stride(from: 0, to: samples, by: Self.chunk) {
        body(first, min(Self.chunk, samples - first), base + first * size)
      }
    }
  }

  private func standardized(_ codes: [Float]) -> [Float] {
    codes.indices.map { (codes[$0] - means[$0 % size]) * factors[$0 % size] }
  }

  /// The mean of each unit and the inverse of its deviation, 0 for a constant unit.
  private static func standardization(_ codes: [Float], size: Int) -> (means: [Float], factors: [Float]) {
    var (sums, squares) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for index in codes.indices {
      let value = Double(codes[index])
      sums[index % size] += value
      squares[index % size] += value * value
    }
    let count = Double(codes.count / size)
    let means = sums.map { $0 / count }
    let factors = zip(squares, means).map { square, mean in
      let variance = square / count - mean * mean
      return variance > 1e-12 ? 1 / variance.squareRoot() : 0
    }
    return (means.map { Float($0) }, factors.map { Float($0) })
  }
}
