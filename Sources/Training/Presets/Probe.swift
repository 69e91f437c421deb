/// A classifier of codes: how well the codes of a run separate classes.
///
/// The module Insight trains and tests it.
public enum Probe: String, CaseIterable, Codable, Hashable, Sendable {
  /// Multinomial logistic regression.
  case logistic
  /// Linear support vector machines, one against the rest, with the squared hinge loss.
  case svm
  /// The vote of the five nearest codes.
  case neighbours = "knn"
  /// The encoder and a linear layer, trained together with labels.
  case fineTuned = "fine-tuned"

  /// The classifier in a few words.
  public var title: String {
    switch self {
    case .logistic: "logistic regression of the codes"
    case .svm: "linear SVM of the codes"
    case .neighbours: "nearest neighbours of the codes"
    case .fineTuned: "fine-tuned classifier"
    }
  }
}
