import Foundation
import Hourglass
import Jobs

/// Scores of many images by a run's model: made in the background, kept in a folder of `runs/.studio/scorings`.
struct Scoring: Codable, Hashable, Sendable {
  /// What is measured of each image.
  enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// How far its reconstruction is from it.
    case reconstruction
    /// How little it is like normal images.
    case anomaly
  }

  /// The images that are scored.
  struct Images: Codable, Hashable, Sendable {
    /// What people call them: `Fashion-MNIST, test images`.
    var name: String
    /// The dataset.yaml that describes them; nil for the run's own.
    var path: String?
    /// The part of the data.
    var part: DatasetPart
    /// The maximum number of images; nil for all.
    var limit: Int?
    /// The identifier of their data set, and the part of it; nil for other images.
    var data_set: String?
    var data_set_part: DatasetPart?
  }

  /// An image that could not be read.
  struct Unreadable: Codable, Hashable, Sendable {
    var title: String
    var reason: String
  }

  var id: String
  /// The name of the run.
  var run: String
  var kind: Kind
  var images: Images
  /// The normal classes, by number or name; empty for all.
  var normal: [String] = []
  var status = JobState.queued
  /// Why it failed, one sentence; nil where it has not.
  var error: String?
  /// How far it is, in words; empty where the number of images says it.
  var stage = ""
  var created: Date
  var started: Date?
  var ended: Date?
  /// The number of images.
  var total = 0
  /// The number of images that are scored.
  var done = 0
  /// The number of images that could not be read, and the first of them.
  var unreadable = 0
  var unreadable_images: [Unreadable] = []
  /// The epochs and steps after which the checkpoint was written.
  var epoch = 0
  var step = 0
  /// Seconds of work since it started or continued.
  var seconds = 0.0
  /// The number of images that were done when it continued after a restart of the server; nil where it did not.
  var resumed_after: Int?
  /// What is measured of each image, in the order of the table's columns.
  var metrics: [ScoreMetric] = []
  /// The names of the classes by number; empty where they have none.
  var class_names: [String] = []
  /// Whether the images have classes.
  var has_classes = false
  /// The numbers of the normal classes.
  var normal_classes: [Int] = []
  /// The scores that 1% of the normal validation images exceed, in the order of the metrics; empty before they are measured.
  var references: [Double] = []
  /// The number of these images.
  var reference_images = 0
  /// What people should know of the images, such as that they are resized.
  var notes: [String] = []

  /// The topic of its progress.
  var topic: String { "scoring:\(id)" }
  /// The topic that says that it has another status.
  var stateTopic: String { "scored:\(id)" }

  /// The name of a class.
  func className(_ label: Int) -> String {
    class_names.indices.contains(label) ? class_names[label] : "class \(label)"
  }

  /// A new identifier, with the date and the time at which it is made.
  static func newID(at date: Date) -> String {
    let digits = date.formatted(.iso8601).filter(\.isNumber)
    return "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))-\(String(UInt16.random(in: .min ... .max), radix: 16))"
  }

  /// Whether `text` has the form of an identifier.
  static func isID(_ text: String) -> Bool {
    text.utf8.count <= 40 && !text.isEmpty
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }
  }
}

/// What is measured of an image.
enum ScoreMetric: String, Codable, Hashable, Sendable, CaseIterable {
  case mse01, mae, psnr, ssim
  case reconstruction, mahalanobis, neighbour

  /// Whether a larger value is a better reconstruction.
  var isLargerBetter: Bool { self == .psnr || self == .ssim }

  /// What people call it.
  var title: String {
    switch self {
    case .mse01: "squared error (mse01)"
    case .mae: "absolute error"
    case .psnr: "PSNR (dB)"
    case .ssim: "SSIM"
    case .reconstruction: "reconstruction error"
    case .mahalanobis: "Mahalanobis distance"
    case .neighbour: "distance to the nearest normal code"
    }
  }

  /// What it measures, in one sentence.
  var sentence: String {
    switch self {
    case .mse01: "The mean squared error over all elements, in pixels from 0 to 1."
    case .mae: "The mean absolute error over all elements, in pixels from 0 to 1."
    case .psnr: "The peak signal-to-noise ratio of the image; larger is better."
    case .ssim: "The structural similarity, at most 1; larger is better (Wang et al., 2004)."
    case .reconstruction: "The mean squared error of the reconstruction, in pixels from 0 to 1."
    case .mahalanobis: "The Mahalanobis distance of the code from those of the normal training images."
    case .neighbour: "The distance of the code to the nearest of those of the normal training images."
    }
  }

  /// Whether a value is on the bad side of a threshold, the threshold included.
  func isBeyond(_ value: Float, _ threshold: Float) -> Bool {
    !(isLargerBetter ? value > threshold : value < threshold)
  }
}
