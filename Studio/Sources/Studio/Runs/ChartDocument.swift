/// A line chart as `scripts/chart.js` draws it, or points that are added to one.
struct ChartDocument: Codable, Hashable, Sendable {
  /// Where the points are; of each that is given as many as of the values.
  struct Positions: Codable, Hashable, Sendable {
    /// Epochs done, with the fraction of the one under way.
    var epoch: [Double?]?
    /// Steps done.
    var step: [Int]?
    /// Seconds since 1970.
    var wall: [Double?]?
  }

  /// A curve.
  struct Series: Codable, Hashable, Sendable {
    var name: String
    /// `training` or `validation`.
    var part: String?
    /// The number of its colour, from 0, the same however many curves there are yet; nil for its place.
    var colour: Int?
    /// A value for each position; null where none was measured.
    var values: [Double?]
    /// Half the height of a band around each value; nil for a line without one.
    var deviation: [Double?]?
  }

  /// A horizontal line.
  struct Baseline: Codable, Hashable, Sendable {
    var name: String
    var value: Double
  }

  /// Something that happened.
  struct Mark: Codable, Hashable, Sendable {
    var epoch: Double?
    var step: Int
    /// `snapshot`, `learning-rate` or `resume`.
    var kind: String
    var text: String
  }

  var title: String
  /// The unit of all values; empty for none.
  var unit: String
  /// Whether the curve may be smoothed.
  var smoothing: Bool?
  /// `linear` or `logarithmic`; nil for logarithmic where all values are positive.
  var scale: String?
  /// In points that are added: the points from this step on are replaced.
  var from: Int?
  var x: Positions
  var series: [Series]
  var baselines: [Baseline]?
  /// Sentences below the chart, such as why a baseline is not drawn.
  var notes: [String]?
  var marks: [Mark]?
}

/// A chart of a run.
enum RunChart: String, CaseIterable, Codable, Sendable {
  case loss, mse01, psnr
  case learningRate = "learning_rate"
  case gradientNorm = "gradient_norm"
  case throughput, memory

  var title: String {
    switch self {
    case .loss: "Loss"
    case .mse01: "Mean squared error of pixels"
    case .psnr: "Peak signal-to-noise ratio"
    case .learningRate: "Learning rate"
    case .gradientNorm: "Gradient norm"
    case .throughput: "Throughput"
    case .memory: "Memory"
    }
  }

  var unit: String {
    switch self {
    case .loss, .mse01, .learningRate, .gradientNorm: ""
    case .psnr: "dB"
    case .throughput: "images/s"
    case .memory: "MB"
    }
  }

  /// Whether the curve may be smoothed.
  var isSmoothable: Bool { ![.learningRate, .memory].contains(self) }
  /// How the axis is divided; nil for a logarithm where all values are positive.
  var scale: String? { [.throughput, .memory, .psnr].contains(self) ? "linear" : nil }
}
