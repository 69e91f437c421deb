import Foundation
import Pictures
import TensorBoard
import TestSupport

/// Runs with values of every kind, and what TensorBoard should show of them, as `Tools/check-tensorboard.py` reads it.
struct SyntheticLog {
  let folder: String
  private(set) var expected = Expected()

  struct Expected: Encodable {
    var scalars: [String: [String: [Row]]] = [:]
    var images: [String: [String: [Row]]] = [:]
    var histograms: [String: [String: [Row]]] = [:]
    var text: [String: [String: [Row]]] = [:]
    var html: [String: [String: [String]]] = [:]
    var hparams: [String: Session] = [:]
    var layout: [String: [String: [String]]] = [:]
  }

  struct Session: Encodable {
    var group: String
    var status: String
    var hparams: [String: Row]
    var metrics: [String: Double]
  }

  /// A value of JSON.
  indirect enum Row: Encodable {
    case number(Double)
    case text(String)
    case flag(Bool)
    case list([Row])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number) where number.isFinite: try container.encode(number)
      case .number(let number):
        try container.encode(number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity")
      case .text(let text): try container.encode(text)
      case .flag(let flag): try container.encode(flag)
      case .list(let rows): try container.encode(rows)
      }
    }
  }

  init(folder: String) { self.folder = folder }

  /// Writes `steps` steps of a run, which is resumed after the step `interruption` where it is given.
  mutating func train(_ name: String, rate: Double, optimizer: String, steps: Int, interruption: Int? = nil) throws {
    // The interrupted session goes on beyond its last checkpoint, with other values.
    if let interruption { try session(name, rate: rate, optimizer: optimizer, steps: 1...interruption + 7, offset: 1) }
    try session(
      name, rate: rate, optimizer: optimizer, steps: (interruption ?? 0) + 1...steps, resumingAfter: interruption)
    let shown = { (step: Int) in interruption.map { step <= $0 ? 1.0 : 0 } ?? 0 }
    func losses(_ factor: Double) -> [Row] {
      (1...steps).map { .list([.number(Double($0)), .number(loss($0, rate) * factor + shown($0))]) }
    }
    expected.scalars["\(name)/train"] = ["loss": losses(1)]
    expected.scalars["\(name)/validation"] = ["loss": losses(1.2)]
    let last = loss(steps, rate) + shown(steps)
    expected.hparams[name] = Session(
      group: optimizer, status: "STATUS_SUCCESS",
      hparams: ["rate": .number(rate), "optimizer": .text(optimizer), "tied": .flag(rate > 0.01)],
      metrics: ["train/loss": last, "validation/loss": loss(steps, rate) * 1.2 + shown(steps)])
    expected.text[name] = ["settings": [.list([.number(0), .text(settingsText(rate, optimizer))])]]
    expected.html[name] = [
      "settings": [
        "<table>", "<td><code>learning_rate</code></td>", "<td><code>\(rate)</code></td>", "<code>a|b *c*</code>",
      ]
    ]
  }

  private func loss(_ step: Int, _ rate: Double) -> Double { exp(-rate * 10 * Double(step)) + 0.02 }

  private func settings(_ rate: Double, _ optimizer: String) -> EventValue {
    .settings([("learning_rate", "\(rate)"), ("optimizer", optimizer), ("comment", "a|b *c*")])
  }

  private func settingsText(_ rate: Double, _ optimizer: String) -> String {
    guard case .text(let text) = settings(rate, optimizer) else { return "" }
    return text
  }

  private func session(
    _ name: String, rate: Double, optimizer: String, steps: ClosedRange<Int>, offset: Double = 0,
    resumingAfter step: Int? = nil
  ) throws {
    let run = EventWriter(folder: "\(folder)/\(name)", resumingAfter: step)
    let training = EventWriter(folder: "\(folder)/\(name)/train", resumingAfter: step)
    let validation = EventWriter(folder: "\(folder)/\(name)/validation", resumingAfter: step)
    run.write(
      HyperParameters(
        ["rate": .number(rate), "optimizer": .text(optimizer), "tied": .flag(rate > 0.01)], group: optimizer))
    if step == nil { run.write(settings(rate, optimizer), tag: "settings", step: 0) }
    for step in steps {
      training.write(.scalar(loss(step, rate) + offset), tag: "loss", step: step)
      validation.write(.scalar(loss(step, rate) * 1.2 + offset), tag: "loss", step: step)
    }
    if offset == 0 { run.write(.success) }
    try run.close()
    try training.close()
    try validation.close()
  }

  /// Writes images, histograms and numbers that are not finite, and charts of several scalars, into one run.
  mutating func logPictures(_ name: String) throws {
    let writer = EventWriter(folder: "\(folder)/\(name)")
    var (images, histograms, scalars): ([Row], [Row], [Row]) = ([], [], [])
    for step in 0..<15 {
      let pictures = try (0..<3).map { try PNGImage(Self.png(shade: step * 16 + $0 * 5, width: 24, height: 16)) }
      writer.write(.images(pictures), tag: "reconstructions/validation", step: step)
      images.append(
        .list([
          .number(Double(step)), .number(24), .number(16),
          .list(pictures.map { .text(Data($0.bytes).base64EncodedString()) }),
        ]))
      let histogram = Histogram(of: Self.bell(width: 1 + Float(step) / 5, center: Float(step) / 10))
      writer.write(.histogram(histogram), tag: "weights/encoder.0", step: step)
      histograms.append(
        .list([
          .number(Double(step)),
          .list(histogram.buckets.map { .list([.number($0.lower), .number($0.upper), .number(Double($0.count))]) }),
        ]))
      let number = [0.1, .infinity, .nan, -.infinity, 1e-42, 3e38][step % 6]
      writer.write(.scalar(number), tag: "learning rate", step: step)
      scalars.append(.list([.number(Double(step)), .number(Double(Float(number)))]))
    }
    writer.write([
      ScalarChart(title: "loss", category: "errors", tags: ["loss", "yardstick"]),
      ScalarChart(title: "rate", category: "errors", tags: ["learning rate"]),
    ])
    try writer.close()
    expected.images[name] = ["reconstructions/validation": images]
    expected.histograms[name] = ["weights/encoder.0": histograms]
    expected.scalars[name] = ["learning rate": scalars]
    expected.layout = ["errors": ["loss": ["loss", "yardstick"], "rate": ["learning rate"]]]
  }

  /// 2,000 values with the quantiles of a logistic distribution.
  private static func bell(width: Float, center: Float) -> [Float] {
    (1...2000).map { (rank: Int) -> Float in
      let share = Double(rank) / 2001
      return center + width * Float(log(share / (1 - share))) / 4
    }
  }

  /// A grey PNG image with a slope from `shade`.
  private static func png(shade: Int, width: Int, height: Int) throws -> [UInt8] {
    let pixels = (0..<height).flatMap { row in
      (0..<width).map { UInt8(truncatingIfNeeded: shade + row * 3 + $0 * 2) }
    }
    return try Picture(width: width, height: height, colour: .grey, bytes: pixels).png()
  }
}
