public import Diagnostics
import Foundation

/// A file of codes, in the format of its file extension.
public struct CodeFile: Hashable, Sendable, CustomStringConvertible {
  /// The formats.
  public enum Format: String, CaseIterable, Codable, Hashable, Sendable {
    /// NumPy's archive of arrays: `codes` `[n, …]`, `index` `[n]`; `labels` `[n]`, `files` `[n]` and `class_names` where
    /// the images have them.
    case npz
    /// NumPy's array, `[n, …]`: codes alone.
    case npy
    /// A line for each image: its index, its file and label where it has them, and the numbers of the code.
    case csv
    /// Tensors `codes` `[n, …]`, and `labels` `[n]` where the images have them, as 32-bit floating-point numbers.
    case safetensors
  }

  /// The file's path.
  public let path: String
  /// The format.
  public let format: Format

  /// Checks the file extension of `path`.
  ///
  /// - Throws: ``CodeFileError`` for a path with another file extension or none.
  public init(path: String) throws(CodeFileError) {
    let ending = (path as NSString).pathExtension.lowercased()
    guard let format = Format(rawValue: ending) else {
      throw CodeFileError(
        .unknownFormat,
        Report(
          "no format of codes", expected: "a file name that ends in .npz, .npy, .csv or .safetensors", got: path,
          cure: "give the file one of these extensions"))
    }
    (self.path, self.format) = (path, format)
  }

  public var description: String { path }
}

/// Codes that cannot be written, read or decoded.
public struct CodeFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file extension is not one of a format of codes.
    case unknownFormat
    /// The file does not hold codes, or not of this model.
    case wrongShape
    /// A number is not finite, or not a number at all.
    case badValue
    /// There are no images or codes.
    case empty
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
