import Autoencoders
import CPUEngine
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import Insight
import NeuralNetworks
import Pictures
import Settings
import Statistics
import Tensors
import Testing
import TestSupport
import Training

/// What an evaluation says of a run, against the same numbers computed plainly.
@Suite struct RunEvaluationTests {
  private let waves: Waves
  private var executor: CPUExecutor { waves.executor }

  init() throws { waves = try Waves() }

  private func trained(
    _ model: any ModelConfiguration, shape: ImageShape = Waves.shape, epochs: Int = 2, seed: UInt64 = 0
  ) throws -> Run { try waves.trained(model, shape: shape, epochs: epochs, seed: seed) }

  private func folder(_ path: String) -> String { waves.folder(path) }

  private func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-5) -> Bool {
    guard let a, let b else { return false }
    return abs(a - b) <= tolerance * max(1, abs(b))
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func pixels(_ subset: ImageSubset) throws -> [Float] { try waves.pixels(subset) }

  @Test func `what a model should beat is known before it is trained, and is what an evaluation says`() throws {
    let run = try trained(AE(), epochs: 1)
    let before = try run.yardsticks(codeSize: 32, on: .validation, executor: executor)
    #expect(before.metrics.count == 2 && before.notes.isEmpty)
    #expect(try run.evaluation(on: .validation, executor: executor).yardsticks == before.metrics)
    let other = try run.yardsticks(codeSize: 3, on: .validation, executor: executor)
    #expect(other.metrics.map(\.name) == ["mean image", "PCA-3"])
    #expect(other.metrics[0] == before.metrics[0])
    // The folder alone says what is saved, also without the images.
    let folder = try TrainedRun.open(run.directory, runs: waves.folder.path)
    #expect(try folder.savedYardsticks(codeSize: 32, on: .validation, runs: waves.folder.path) == before.metrics)
    #expect(try folder.savedYardsticks(codeSize: 3, on: .validation, runs: waves.folder.path) == other.metrics)
    #expect(try folder.savedYardsticks(codeSize: 4, on: .validation, runs: waves.folder.path) == nil)
    #expect(try folder.savedYardsticks(codeSize: 3, on: .train, runs: waves.folder.path) == nil)
    // Run files of earlier versions do not say how many images there are.
    let text = try String(contentsOfFile: run.directory.runFile, encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.contains("image_counts") }
    try lines.joined(separator: "\n").write(toFile: run.directory.runFile, atomically: true, encoding: .utf8)
    #expect(try folder.savedYardsticks(codeSize: 3, on: .validation, runs: waves.folder.path) == nil)
  }

  @Test func `distances are those of the reconstructions, for all images and for each class`() throws {
    let run = try trained(AE())
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    let images = try run.images(of: .validation)
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: executor)
    let reconstructed = try reconstructor.reconstruct(images, parameters: run.trainedParameters(on: executor))
    let originals = try pixels(images)
    let similarity = ImageSimilarity(channels: 1, height: 16, width: 16)
    let metrics = evaluation.measured.reconstruction
    #expect(metrics.images == 12)
    #expect(isClose(metrics.mae, mean(similarity.meanAbsoluteErrors(reconstructed, originals))))
    #expect(isClose(metrics.mse01, mean(similarity.meanSquaredErrors(reconstructed, originals))))
    #expect(isClose(metrics.sse, 256 * metrics.mse01))
    #expect(isClose(metrics.psnr, mean(similarity.peakSignalToNoiseRatios(reconstructed, originals))))
    #expect(isClose(metrics.ssim, mean(similarity.structuralSimilarities(reconstructed, originals))))
    #expect(
      isClose(
        metrics.multiscaleSimilarity, mean(similarity.multiscaleStructuralSimilarities(reconstructed, originals))))
    let classes = evaluation.measured.classes
    #expect(classes.mapValues(\.images) == [0: 4, 1: 4, 2: 4])
    #expect(isClose(classes.values.reduce(0) { $0 + $1.mse01 } / 3, metrics.mse01))
    let entropies = zip(reconstructed, originals).map { y, x in
      -Double(x) * log(Double(y)) - Double(1 - x) * log(Double(1 - y))
    }
    #expect(isClose(evaluation.measured.crossEntropy, entropies.reduce(0, +) / 12, 1e-4))
  }

  @Test func `the mean image and the principal components are measured beside the model, once`() throws {
    let run = try trained(AE())
    let evaluation = try run.evaluation(on: .train, executor: executor)
    #expect(evaluation.yardsticks.map(\.name) == ["mean image", "PCA-28"])
    #expect(evaluation.yardstickImages == YardstickImages(dataset: "waves", count: 28))
    let training = try pixels(run.images(of: .train))
    let means = (0..<256).map { place in mean((0..<28).map { Double(training[$0 * 256 + place]) }) }
    let variance = mean(training.indices.map { pow(Double(training[$0]) - means[$0 % 256], 2) })
    #expect(isClose(evaluation.yardsticks[0].metrics.mse01, variance))
    // As many components as images reconstruct the training images.
    #expect(evaluation.yardsticks[1].metrics.mse01 < 1e-9)
    let saved = try FileManager.default.contentsOfDirectory(atPath: folder(".yardsticks")).sorted()
    #expect(saved.count == 2)
    try "{}".write(toFile: folder(".yardsticks/\(saved[0])"), atomically: true, encoding: .utf8)
    #expect(try run.evaluation(on: .train, executor: executor).yardsticks == evaluation.yardsticks)
    // They need no training.
    let before = try run.yardsticks(codeSize: evaluation.measured.codeSize, on: .train, executor: executor)
    #expect(before.metrics == evaluation.yardsticks)
  }

  @Test func `the likelihood bound of many draws is the integral over a code of one dimension`() throws {
    let shape = ImageShape(channels: 1, height: 6, width: 6)
    var model = VAE()
    (model.hidden, model.codeSize) = ([8], 1)
    let run = try trained(model, shape: shape, epochs: 20)
    let evaluation = try run.evaluation(on: .validation, draws: 4000, executor: executor)
    let code = try #require(evaluation.measured.variational)
    let (low, high, steps) = (-10.0, 10.0, 2000)
    let grid = (0..<steps).map { Float(low + (high - low) * (Double($0) + 0.5) / Double(steps)) }
    let graph = Graph(parameters: run.model.parameters)
    let encoding = try #require(run.model.model as? any GaussianEncoding)
    let result = TensorResult(sigmoid(encoding.decode(sample: graph.input("code", [1])).logits))
    let program = executor.prepare(try Program(graph, tensors: [result]), capacity: steps)
    let parameters = try run.trainedParameters(on: executor)
    grid.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      program.run(count: steps, feeds: ["code": .floats(base)], parameters: parameters, gradients: nil)
    }
    let decoded = program.values(of: result)
    let images = try pixels(run.images(of: .validation))
    let likelihoods = (0..<12).map { image in
      let densities = (0..<steps).map { step in
        let logs = (0..<36).reduce(0.0) { sum, place in
          let (x, p) = (Double(images[image * 36 + place]), Double(decoded[step * 36 + place]))
          return sum + x * log(p) + (1 - x) * log(1 - p)
        }
        return exp(logs - Double(grid[step] * grid[step]) / 2) / (2 * Double.pi).squareRoot()
      }
      return log(densities.reduce(0, +) * (high - low) / Double(steps))
    }
    #expect(isClose(code.logLikelihood, mean(likelihoods), 2e-3), "\(code.logLikelihood ?? 0) \(mean(likelihoods))")
    #expect(code.logLikelihoodDraws == 4000)
    let elbo = try #require(code.elbo)
    #expect(elbo < mean(likelihoods) && isClose(elbo, -(code.reconstruction ?? 0) - code.divergence, 1e-9))
    #expect(code.divergences.count == 1 && code.divergences[0] == code.divergence && code.divergence >= 0)
  }

  @Test func `zeros and dead units are those of the codes`() throws {
    let run = try trained(AE())
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    let encoder = try CodeEncoder(run.model, scaling: .unit, executor: executor)
    let codes = try encoder.codes(of: run.images(of: .validation), parameters: run.trainedParameters(on: executor))
    let size = encoder.size
    let sparsity = try #require(evaluation.measured.sparsity)
    #expect(evaluation.measured.codeSize == size)
    #expect(isClose(sparsity.zeros, Double(codes.count { $0 == 0 }) / Double(codes.count)))
    let dead = (0..<size).count { unit in (0..<12).allSatisfy { codes[$0 * size + unit] == 0 } }
    #expect(sparsity.deadUnits == dead)
    #expect(isClose(sparsity.activeUnitsPerImage, Double(codes.count { $0 != 0 }) / 12))
  }

  @Test func `the use of a codebook is that of its codes`() throws {
    var model = VQVAE()
    (model.filters, model.residualFilters, model.residualBlocks, model.codes, model.codeSize) = (4, 2, 1, 8, 3)
    let run = try trained(model)
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    let book = try #require(evaluation.measured.codebook)
    let encoder = try CodeEncoder(run.model, scaling: .centred, executor: executor)
    let codes = try encoder.codes(of: run.images(of: .validation), parameters: run.trainedParameters(on: executor))
    var counts: [[Float]: Double] = [:]
    for image in 0..<12 {
      for place in 0..<16 { counts[(0..<3).map { codes[image * 48 + $0 * 16 + place] }, default: 0] += 1 }
    }
    let entropy = counts.values.reduce(0) { $0 - $1 / 192 * log($1 / 192) }
    #expect((book.codes, book.usedCodes, book.codesPerImage) == (8, counts.count, 16))
    #expect(isClose(book.perplexity, exp(entropy)))
    #expect(evaluation.compression.codeBits == 16 * 3)
    #expect(try run.model.compression() == evaluation.compression)
    #expect(evaluation.compression.imageBits == 8 * 256)
  }

  @Test func `switches count in a compression`() throws {
    let run = try trained(ImageNetAE(), shape: ImageShape(channels: 3, height: 32, width: 32), epochs: 1)
    let compression = try run.evaluation(on: .validation, executor: executor).compression
    #expect(try run.model.compression() == compression)
    #expect(compression.switches > 0 && compression.switchBits > compression.switches)
    #expect(compression.codeBits == 32 * compression.floats + compression.switchBits)
    #expect(compression.words.contains("switches of"))
  }

  @Test func `runs that differ in their seed are one row of a comparison`() throws {
    let evaluations = try [0, 1].map { seed in
      try trained(AE(), seed: seed).evaluation(on: .validation, executor: executor)
    }
    let comparison = RunComparison(evaluations)
    #expect(comparison.groups.map(\.name) == [evaluations[0].run])
    let (a, b) = (
      evaluations[0].measured.reconstruction.psnr, evaluations[1].measured.reconstruction.psnr
    )
    #expect(a != b)
    let words = String(format: "%.2f ± %.2f", (a + b) / 2, abs(a - b) / 2.0.squareRoot())
    #expect(comparison.markdown.contains(words), "\(comparison.markdown)")
    #expect(comparison.markdown.contains("| mean image |"))
  }

  @Test func `a report is JSON that is read back, Markdown, and a page that needs no other file`() throws {
    let run = try trained(AE())
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    let picture = try run.dataset.training.images.picture(at: 0)
    let report = EvaluationReport(
      evaluation,
      figures: [
        .init(name: "one", caption: "An image & its <caption>.", picture: picture),
        .init(name: "two", caption: "Another image.", picture: picture),
      ])
    let page = try String(contentsOfFile: report.write(to: folder("report")), encoding: .utf8)
    #expect(page.contains("src=\"data:image/png;base64,iVBOR") && page.contains("&amp; its &lt;caption&gt;"))
    #expect(!page.contains("http") && !page.contains("<script"))
    // The first picture is above the tables, the others are below.
    let parts = page.components(separatedBy: "<table>")
    #expect(parts.count == 3 && parts[0].contains("its &lt;caption&gt;") && !parts[0].contains("Another"))
    #expect(parts[2].contains("<figcaption>Another image."))
    let json = try String(contentsOfFile: folder("report/validation.json"), encoding: .utf8)
    #expect(try RunEvaluation(jsonLine: json) == evaluation)
    let markdown = try String(contentsOfFile: folder("report/validation.md"), encoding: .utf8)
    for words in [
      "| AE |", "| PCA-28 |", "| mean image |", "| 0 | 4 |", "(validation-one.png)", "(validation-two.png)",
      "computed from the 28 training images of waves.",
    ] {
      #expect(markdown.contains(words), "\(words)")
    }
    #expect(try Picture(path: folder("report/validation-one.png")) == picture)
  }

  @Test func `a report shows the curves of the training, with a table behind them and without the run's name`() throws {
    let run = try trained(AE(), epochs: 3)
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    let report = EvaluationReport(evaluation, training: try TrainingComparison([run.trained]))
    let page = try String(contentsOfFile: report.write(to: folder("report")), encoding: .utf8)
    #expect(page.components(separatedBy: "<svg role=\"img\" aria-label=").count == 5 && !page.contains("http"))
    #expect(page.contains("Mse01, validation images, by epoch on a logarithmic axis."))
    // The lines of PCA and of the mean image.
    #expect(page.components(separatedBy: "mean image</text>").count == 3)
    #expect(!page.contains("\(run.name), training") && page.contains(">training</text>"))
    #expect(page.contains("The epochs as a table") && page.contains("<td>1") && page.contains("<td>3"))
    let markdown = try String(contentsOfFile: folder("report/validation.md"), encoding: .utf8)
    #expect(markdown.contains("(validation-loss.svg)") && markdown.contains("| epoch | training loss |"))
    let drawing = try String(contentsOfFile: folder("report/validation-loss.svg"), encoding: .utf8)
    #expect(drawing.hasPrefix("<svg xmlns="))
  }

  @Test func `the reports of a renamed run have its new name, and nothing else of them changes`() throws {
    let run = try trained(AE())
    let evaluation = try run.evaluation(on: .validation, executor: executor)
    _ = try EvaluationReport(evaluation).write(to: run.directory.evaluation)
    func texts() throws -> [String] {
      try ["json", "md", "html"].map {
        try String(contentsOfFile: "\(run.directory.evaluation)/validation.\($0)", encoding: .utf8)
      }
    }
    let before = try texts()
    try EvaluationReport.rename(in: run.directory, to: "a<b \"c\"")
    let after = try texts()
    #expect(after[1].hasPrefix("# a<b \"c\" on waves, validation images\n"))
    #expect(after[2].contains("<h1>a&lt;b &quot;c&quot; on waves, validation images</h1>"))
    var renamed = evaluation
    renamed.run = "a<b \"c\""
    #expect(try RunEvaluation(jsonLine: after[0]) == renamed)
    try EvaluationReport.rename(in: run.directory, to: run.name)
    #expect(try texts() == before)
  }

  @Test func `yardsticks of other images are computed from the training images of the run`() throws {
    let run = try trained(AE())
    var other = run.configuration
    (other.data.dataset, other.name) = ("others", run.name)
    let images = waves.images(20, from: 100)
    let dataset = try Dataset(name: "others", images: images, split: .none, seed: 0)
    let others = try Run(other, dataset: dataset, runs: waves.folder.path)
    let training = try pixels(run.images(of: .train))
    let means = (0..<256).map { place in mean((0..<28).map { Double(training[$0 * 256 + place]) }) }
    let measured = try pixels(others.images(of: .train))
    let expected = mean(measured.indices.map { pow(Double(measured[$0]) - means[$0 % 256], 2) })
    let evaluation = try others.evaluation(on: .train, yardsticksFrom: run, executor: executor)
    #expect(isClose(evaluation.yardsticks[0].metrics.mse01, expected))
    #expect(evaluation.yardstickImages == YardstickImages(dataset: "waves", count: 28))
    // Saved yardsticks of one source are not those of another.
    let own = try others.evaluation(on: .train, executor: executor)
    #expect(own.yardsticks[0].metrics.mse01 < expected)
    #expect(own.yardstickImages == YardstickImages(dataset: "others", count: 20))
    let again = try others.evaluation(on: .train, yardsticksFrom: run, executor: executor)
    #expect(again.yardsticks == evaluation.yardsticks)
  }
}
