/// The epochs of a run as a table, a row each: CSV as in RFC 4180, with a header and empty fields for what is not known.
///
/// Numbers have a point and all their digits; `date` is as in ISO 8601, UTC.
public struct MetricsTable: Sendable {
  private let epochs: [EpochReport]

  /// The names of the columns, those of the log.
  public static var header: [String] { columns.map(\.name) }

  private static let columns: [(name: String, value: @Sendable (EpochReport) -> String?)] = [
    ("epoch", { "\($0.epoch)" }), ("step", { "\($0.step)" }), ("date", \.date),
    ("wall_seconds", { $0.wallSeconds?.description }), ("training_loss", { "\($0.trainingLoss)" }),
    ("recent_loss", { "\($0.recentLoss)" }), ("validation_loss", { $0.validation?.loss.description }),
    ("validation_mse", { $0.validation?.mse.description }), ("validation_mse01", { $0.validation?.mse01.description }),
    ("validation_sse", { $0.validation?.sse.description }), ("validation_psnr", { $0.validation?.psnr.description }),
    ("is_best", { "\($0.isBest)" }), ("learning_rate", { $0.learningRate?.description }),
    ("gradient_norm", { $0.gradientNorm?.description }), ("images_per_second", { "\($0.imagesPerSecond)" }),
    ("seconds", { "\($0.seconds)" }), ("validation_seconds", { "\($0.validationSeconds)" }),
    ("waiting_seconds", { $0.waitingSeconds?.description }), ("resident_bytes", { $0.residentBytes?.description }),
  ]

  /// The table of `epochs`.
  public init(_ epochs: [EpochReport]) { self.epochs = epochs }

  /// The table as CSV.
  public var csv: String {
    let rows = epochs.map { epoch in Self.columns.map { $0.value(epoch) ?? "" } }
    return ([Self.header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }
}
