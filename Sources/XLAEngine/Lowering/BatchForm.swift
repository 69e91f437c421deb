/// The arrays that a batch is sent as: its samples, then padding up to a number that does not depend on the batch.
///
/// The padding repeats the batch's first sample. So whatever is computed of it is finite where the samples' values are.
struct BatchForm: Hashable {
  /// The number of samples of the arrays.
  let samples: Int
  /// Whether a run says how many of them are the batch's; otherwise all are.
  let isPadded: Bool

  /// The form of whole batches of `samples`.
  static func whole(_ samples: Int) -> BatchForm { BatchForm(samples: samples, isPadded: false) }

  /// The form of batches of 1 to `samples`.
  static func upTo(_ samples: Int) -> BatchForm { BatchForm(samples: samples, isPadded: true) }

  /// The sample of a batch of `count` in place `index` of the arrays.
  func sample(at index: Int, of count: Int) -> Int { index < count ? index : 0 }

  /// In the name of an executable: `5 images`.
  var title: String { "\(isPadded ? "at most " : "")\(samples) images" }
}
