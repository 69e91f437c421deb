import Hourglass

/// What a model makes of one picture, as JSON.
struct TestResult: Codable, Sendable {
  /// A picture of the row from the file to the reconstruction.
  struct Shown: Codable, Sendable {
    /// `picture`, `image`, `corrupted`, `input`, `reconstruction` or `difference`.
    var name: String
    var title: String
    /// What it is, one sentence; empty where the title says it.
    var caption: String
    /// The size in pixels at which a page shows it, at least.
    var width: Int
    var height: Int
    /// The PNG as a `data:` address.
    var url: String
  }

  /// The code.
  struct Code: Codable, Sendable {
    /// The dimensions: `[d]`, or `[c, h, w]` for maps.
    var dimensions: [Int]
    var values: [Float]
    var statistics: ValueStatistics
    /// The values as tiles on one scale of colours.
    var picture: Shown
    /// The numbers at the ends of the scale.
    var low: Float
    var high: Float
    /// Tiles that are not drawn.
    var left_out: Int
  }

  /// A number that says how near the reconstruction is to the image.
  struct Metric: Codable, Sendable {
    /// `mse01`, `psnr`, `mae01`, `max01`, `mse` or `loss`.
    var name: String
    var title: String
    var value: Double
  }

  /// The picture's name.
  var title: String
  /// The class that the model was given, or that of the data set; null where there is none.
  var label: String?
  /// What was done with the picture, in sentences.
  var notes: [String]
  var pictures: [Shown]
  var code: Code
  var metrics: [Metric]
  /// The corruption of what the model saw; null for none.
  var corruption: String?
  /// How pixels become the network's input: the range, and the normalization.
  var scaling: String
  var normalization: String
  /// The smallest and the largest number of the network's input.
  var input_minimum: Float
  var input_maximum: Float
  /// The time that it took once the model was loaded.
  var milliseconds: Double
}

extension TestResult {
  /// Whether any number is not finite.
  var hasNonFinite: Bool { code.values.contains { !$0.isFinite } || metrics.contains { !$0.value.isFinite } }
}
