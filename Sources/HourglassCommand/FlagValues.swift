import ArgumentParser
import Hourglass

/// Flags' values, which are checked before a command does anything: a wrong one is wrong usage.
enum FlagValues {
  /// Calls `body`; an error that it reports becomes one of usage.
  static func checked<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as any ReportedError {
      throw ValidationError("\(error)")
    }
  }

  /// The file to write a picture to that `text` names.
  static func picture(_ text: String) throws -> PictureOutput { try checked { try PictureOutput(path: text) } }

  /// The seed that `text` is.
  static func seed(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("expected a whole number from 0 to \(UInt64.max), got \(text)")
    }
    return seed
  }
}
