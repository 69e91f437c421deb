public import Foundation
import Hourglass

/// A data set that the Studio knows: a folder below `runs/.studio/data-sets` with `dataset.yaml` and `data-set.json`.
///
/// Its images are in that folder where an import made them, or wherever `dataset.yaml` says.
public struct DataSet: Codable, Hashable, Sendable, Identifiable {
  /// What can be done with a data set.
  public enum State: String, Codable, Hashable, Sendable {
    /// An import or a download has not finished.
    case making
    /// Its images are where they should be.
    case ready
    /// Its description cannot be read, or its images are gone.
    case broken
  }

  /// The name of its folder, made from the title: small letters, digits and hyphens.
  public var id: String
  /// The title.
  public var title: String
  /// When it was made known.
  public var created: Date
  /// The note; nil for none.
  public var note: String?
  /// The form that it was made from, by field; empty where there was none.
  public var form: [String: String]
  /// The job that makes it, or made it; nil for none.
  public var job: String?
  /// The path or the known name that it was made from.
  public var source: String
  /// What a run names as its data set: a known name, or the path of `dataset.yaml`.
  public var reference: String
  /// Its folder.
  public var folder: String
  /// What can be done with it.
  public var state: State
  /// Why it is broken, one sentence; nil where it is not.
  public var problem: String?

  /// The description of the images.
  public var description: String { "\(folder)/\(DatasetDescription.fileName)" }
  /// The folder that an import writes: the argument of `hourglass data import --output`.
  public var importFolder: String { "\(folder)/images" }
}

/// `data-set.json`: what a description of images does not say.
struct DataSetFile: Codable, Hashable {
  var title: String
  var created: Date
  var note: String?
  var form: [String: String] = [:]
  var job: String?
  var source: String
  /// The name of a known data set, which runs name.
  var knownName: String?
  /// Whether an import or a download makes it; nil for no.
  var isMade: Bool?

  static let name = "data-set.json"

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
