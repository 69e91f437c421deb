import Catalogue
import Foundation
import Hourglass

/// A column of the table of runs, after those that every table has.
struct RunColumn: Sendable {
  /// The name in filters and in addresses.
  let name: String
  let title: String
  /// Whether it holds numbers.
  var isNumber = true
  /// How scripts show a new value: `number`, `duration`, `bytes`; nil for a text.
  var format: String?
  /// Whether it is hidden at first.
  var isHidden = false
  /// Whether runs can be grouped by it.
  var isGroup = false
  /// What is sorted and compared, and what is shown.
  let value: @Sendable (RunEntry) -> (raw: String, text: String)?

  /// The columns, in their order.
  static let all: [RunColumn] = words + figures + metrics

  private static let words: [RunColumn] = [
    text("model", "Model", isGroup: true, \.model), text("dataset", "Data set", isGroup: true, \.dataset),
    text("group", "Group", isHidden: true, isGroup: true, \.group),
    text("optimizer", "Optimiser", isHidden: true, \.optimizer),
    text("loss_name", "Loss function", isHidden: true, isGroup: true, \.loss_name),
  ]

  private static let figures: [RunColumn] = [
    count("epochs", "Epochs") { $0.epochs },
    count("epochs_wanted", "Epochs wanted", isHidden: true) { $0.epochs_wanted },
    count("step", "Steps", isHidden: true) { $0.step },
    count("parameters", "Parameters", isHidden: true) { $0.parameters },
    count("code_size", "Code size", isHidden: true) { $0.code_size },
    count("best_epoch", "Best epoch", isHidden: true) { $0.best_epoch },
    number("learning_rate", "Learning rate", isHidden: true) { $0.learning_rate },
    number("images_per_second", "Images/s", isHidden: true) {
      $0.images_per_second.map { $0 >= 100 ? $0.rounded() : $0 }
    },
    RunColumn(name: "seconds", title: "Time", format: "duration", isHidden: true) {
      (Figures.raw($0.seconds), Figures.duration($0.seconds))
    },
    RunColumn(name: "bytes", title: "Size", format: "bytes", isHidden: true) {
      ("\($0.bytes)", Figures.bytes($0.bytes))
    },
  ]

  private static let metrics: [RunColumn] = [("best", "Best"), ("last", "Last")].flatMap { kind, word in
    RunMetric.allCases.map { metric in
      let isShown = kind == "best" && [.loss, .psnr, .trainingLoss].contains(metric)
      return number("\(kind).\(metric.rawValue)", "\(word) \(metric.title)", isHidden: !isShown) { run in
        (kind == "best" ? run.best : run.last)[metric.rawValue]
      }
    }
  }

  private static func text(
    _ name: String, _ title: String, isHidden: Bool = false, isGroup: Bool = false,
    _ path: any KeyPath<RunEntry, String?> & Sendable
  ) -> RunColumn {
    RunColumn(name: name, title: title, isNumber: false, isHidden: isHidden, isGroup: isGroup) { run in
      run[keyPath: path].map { ($0, $0) }
    }
  }

  private static func count(
    _ name: String, _ title: String, isHidden: Bool = false, _ value: @escaping @Sendable (RunEntry) -> Int?
  ) -> RunColumn {
    RunColumn(name: name, title: title, format: "number", isHidden: isHidden) { run in
      value(run).map { ("\($0)", Figures.count($0)) }
    }
  }

  private static func number(
    _ name: String, _ title: String, isHidden: Bool = false, _ value: @escaping @Sendable (RunEntry) -> Double?
  ) -> RunColumn {
    RunColumn(name: name, title: title, format: "number", isHidden: isHidden) { run in
      value(run).map { (Figures.raw($0), Figures.number($0)) }
    }
  }
}

extension RunMetric {
  /// The name on pages.
  var title: String {
    switch self {
    case .trainingLoss: "training loss"
    case .loss: "validation loss"
    case .mse: "MSE"
    case .mse01: "MSE of pixels"
    case .sse: "squared error"
    case .psnr: "PSNR"
    }
  }
}
