internal import Foundation
import ImageFormats

/// The four files of MNIST or of a data set in its form, under the names that they have in the wild.
///
/// A dash or a dot before `idx`, gzipped or not; a prefix as of EMNIST (`emnist-letters-`) and QMNIST; test files named
/// `t10k` or `test`; a file within a folder of its own name, as Kaggle unpacks it.
struct MNISTNames {
  let folder: String
  /// What stands before `train-images`; empty for MNIST itself.
  let prefix: String

  var trainingImages: IDXFile? { file(["train-images"], dimensions: [3, 4]) }
  var trainingLabels: IDXFile? { file(["train-labels"], dimensions: [1]) }
  var testImages: IDXFile? { file(["t10k-images", "test-images"], dimensions: [3, 4]) }
  var testLabels: IDXFile? { file(["t10k-labels", "test-labels"], dimensions: [1]) }

  /// The names of EMNIST's classes by number; empty for another data set.
  ///
  /// Cohen, Afshar, Tapson and van Schaik, "EMNIST: an extension of MNIST to handwritten letters", 2017: digits, then
  /// upper case, then lower case, without the 15 lower-case letters that look like their upper case in the merged and the
  /// balanced set; the letters count from 1.
  var classNames: [String] {
    let digits = (0...9).map(String.init)
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)
    return switch prefix {
    case "emnist-digits-", "emnist-mnist-": digits
    case "emnist-letters-": ["0"] + upper
    case "emnist-balanced-", "emnist-bymerge-": digits + upper + "abdefghnqrt".map(String.init)
    case "emnist-byclass-": digits + upper + upper.map { $0.lowercased() }
    default: []
    }
  }

  /// The folders in which torchvision keeps a data set's files, in `raw`.
  private static let torchvisionFolders = ["MNIST", "FashionMNIST", "KMNIST", "EMNIST", "QMNIST"]
  private static let prefixes =
    ["", "qmnist-"] + ["balanced", "byclass", "bymerge", "digits", "letters", "mnist"].map { "emnist-\($0)-" }

  /// The data sets in the folder at `path`; without any there, those in its sub-folders `raw` and `MNIST/raw`, as
  /// torchvision has them.
  static func all(at path: String) -> [MNISTNames] {
    let here = inside(path)
    guard here.isEmpty else { return here }
    return (["raw"] + torchvisionFolders.map { "\($0)/raw" }).flatMap { inside("\(path)/\($0)") }
  }

  /// The data sets in the folder itself.
  static func inside(_ folder: String) -> [MNISTNames] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return prefixes.map { MNISTNames(folder: folder, prefix: $0) }.filter { $0.trainingImages != nil }
  }

  private func file(_ stems: [String], dimensions: [Int]) -> IDXFile? {
    for stem in stems {
      for number in dimensions {
        for joint in ["-", "."] {
          for suffix in ["", ".gz"] {
            let name = "\(prefix)\(stem)\(joint)idx\(number)-ubyte\(suffix)"
            for place in [name, "\(name)/\(name)"] where Self.isFile("\(folder)/\(place)") {
              return IDXFile(path: "\(folder)/\(place)")
            }
          }
        }
      }
    }
    // Kaggle's folder is named with a dash, the file in it with a dot.
    for stem in stems {
      for number in dimensions {
        let place = "\(prefix)\(stem)-idx\(number)-ubyte/\(prefix)\(stem).idx\(number)-ubyte"
        if Self.isFile("\(folder)/\(place)") { return IDXFile(path: "\(folder)/\(place)") }
      }
    }
    return nil
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
