import Diagnostics
import ImageData
public import Tensors
public import Training

/// The runs of a preset with its published figures.
public struct Reproduction: Sendable {
  /// A published figure with the measured ones.
  public struct Comparison: Sendable {
    /// The published figure.
    public var figure: PublishedFigure
    /// The measured figure of each seed, in order.
    public var measured: [Double]
    /// Whether the published figure is reproduced within its tolerance.
    public var isMet: Bool { figure.tolerance.isMet(by: measured, published: figure.value) }
  }

  /// The preset that was trained.
  public let preset: Preset
  /// A comparison for each published figure.
  public let comparisons: [Comparison]

  /// Compares the finished `runs` of `preset`, one per seed.
  ///
  /// Trains and tests the classifiers of codes that figures need.
  ///
  /// - Throws: why a run's checkpoint, log or images cannot be read; `RunError` if a run is not finished, or a classifier
  ///   lacks test images or labels.
  public init(_ preset: Preset, runs: [Run], executor: any TensorExecutor) throws {
    self.preset = preset
    comparisons = try preset.figures.map { figure in
      let measured = try runs.map { try Self.measure(figure.quantity, $0, executor) }
      return Comparison(figure: figure, measured: measured)
    }
  }

  private static func measure(
    _ quantity: PublishedFigure.Quantity, _ run: Run, _ executor: any TensorExecutor
  ) throws -> Double {
    let overview = RunOverview(run.directory)
    switch quantity {
    case .validationLoss: return try overview.results.required(\.validation?.loss, of: run)
    case .testLoss: return try overview.results.required(\.test?.loss, of: run)
    case .testSquaredError: return try overview.results.required(\.test?.sse, of: run)
    case .trainingLoss(let epoch):
      let report = overview.reports.first { $0.epoch == epoch }
      return try report.required(\.recentLoss, of: run)
    case .probeError(let probe):
      // A probe alone would take validation images instead.
      _ = try run.images(of: .test)
      return 100 * (try run.probed(by: [probe], executor: executor)[0].error)
    }
  }
}

extension Optional {
  /// A figure of a finished run.
  fileprivate func required(_ number: (Wrapped) -> Double?, of run: Run) throws(RunError) -> Double {
    if let value = flatMap(number) { return value }
    throw RunError(
      .noCheckpoint,
      Report("the run is not finished and lacks a figure to compare", place: run.name, cure: "train it to its end"))
  }
}
