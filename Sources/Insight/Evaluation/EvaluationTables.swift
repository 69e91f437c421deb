import Training

/// The tables of an evaluation, for the console, Markdown and HTML.
package struct EvaluationTables {
  /// The columns of reconstruction metrics, with their units.
  package static let metricNames = ["mse01", "sse", "mae", "psnr (dB)", "ssim", "ms-ssim"]

  /// The cells of metrics in the order of ``metricNames``.
  package static func cells(_ metrics: ReconstructionMetrics) -> [String] {
    [
      MetricText.significant(metrics.mse01), MetricText.significant(metrics.sse), MetricText.significant(metrics.mae),
      MetricText.decimals(metrics.psnr, 2), MetricText.decimals(metrics.ssim, 4),
      MetricText.decimals(metrics.multiscaleSimilarity, 4),
    ]
  }

  let evaluation: RunEvaluation

  /// Creates the tables of `evaluation`.
  package init(_ evaluation: RunEvaluation) { self.evaluation = evaluation }

  /// The model above its yardsticks.
  package var reconstruction: (header: [String], rows: [[String]]) {
    let measured = [(evaluation.model, evaluation.measured.reconstruction)]
    let all = measured + evaluation.yardsticks.map { ($0.name, $0.metrics) }
    return ([""] + Self.metricNames, all.map { [$0.0] + Self.cells($0.1) })
  }

  /// Each class in the order of its number.
  package var classes: (header: [String], rows: [[String]]) {
    let rows = evaluation.measured.classes.sorted { $0.key < $1.key }.map { label, metrics in
      let names = evaluation.classNames
      let name = names.indices.contains(label) ? names[label] : "\(label)"
      return [name, "\(metrics.images)"] + Self.cells(metrics)
    }
    return (["class", "images"] + Self.metricNames, rows)
  }

  /// What is measured besides distances of pixels: names and values with units.
  package var details: [(name: String, value: String)] {
    let measured = evaluation.measured
    let draws = evaluation.lossDraws > 0 ? ", mean of \(evaluation.lossDraws) draws" : ""
    var lines = [
      ("loss (\(evaluation.lossName)\(draws))", MetricText.significant(measured.evaluation.loss)),
      ("mse in the network's units", MetricText.significant(measured.evaluation.mse)),
    ]
    if let value = measured.crossEntropy {
      lines.append(("cross-entropy, grey levels as probabilities", "\(MetricText.decimals(value, 2)) nats an image"))
    }
    if let code = measured.variational {
      lines += [
        ("divergence from the prior", "\(MetricText.decimals(code.divergence, 2)) nats an image"),
        ("active units", "\(code.activeUnits) of \(measured.codeSize)"),
      ]
      if let elbo = code.elbo {
        lines.append(("evidence lower bound", "\(MetricText.decimals(elbo, 2)) nats an image"))
      }
      if let bound = code.logLikelihood, let draws = code.logLikelihoodDraws {
        lines.append(("log-likelihood, \(draws) draws", "\(MetricText.decimals(bound, 2)) nats an image"))
      }
    }
    if let code = measured.sparsity {
      lines += [
        ("zeros in the code", "\(MetricText.decimals(100 * code.zeros, 1)) %"),
        ("active units an image", MetricText.decimals(code.activeUnitsPerImage, 1)),
        ("dead units", "\(code.deadUnits) of \(measured.codeSize)"),
      ]
    }
    if let book = measured.codebook {
      lines.append(("codes used", "\(book.usedCodes) of \(book.codes)"))
      lines.append(("perplexity of the codes", MetricText.decimals(book.perplexity, 1)))
    }
    lines.append(("compression", evaluation.compression.words))
    return lines
  }
}
