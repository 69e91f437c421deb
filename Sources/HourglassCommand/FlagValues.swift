import ArgumentParser
import Hourglass

/// Checks the values of flags before a command runs; a wrong value is wrong usage.
enum FlagValues {
  /// Calls `body`, and reports its errors as wrong usage.
  static func checked<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as any ReportedError {
      throw ValidationError("\(error)")
    }
  }

  /// The picture file called `text`.
  static func picture(_ text: String) throws -> PictureOutput { try checked { try PictureOutput(path: text) } }

  /// Reads a seed.
  static func seed(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("expected an integer from 0 to \(UInt64.max), got \(text)")
    }
    return seed
  }
}
