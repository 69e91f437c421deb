import CLuaSandbox
import Diagnostics
import Foundation
import ImageShapes

/// What a Torch listing declares: Lua source with modules of `nn`.
struct TorchListing {
  /// The modules from the image to the reconstruction.
  var modules: [TorchModule] = []
  /// The number of modules up to the code; nil if the listing does not say.
  var split: Int?
  /// The criterion; nil for none.
  var criterion: TorchModule?
  /// The fields of the table that DIGITS takes from a listing.
  var fields: [(name: String, value: TorchModule.Argument)] = []

  /// The file extension of listings.
  static let fileExtension = ".lua"
  private static let maximumLength = 1 << 17
  private static let limits = hourglass_lua_limits(memory: 32 << 20, instructions: 20_000_000, seconds: 1)

  /// Runs `text` for images of the first shape in `images`, at least one, that it takes.
  ///
  /// - Throws: ``Failure`` of the first shape for a listing that is wrong, makes no network or needs more than its limits.
  init(_ text: String, images: [ImageShape]) throws(Failure) {
    guard text.utf8.count <= Self.maximumLength else {
      throw Failure(
        Report(
          "the listing is too long", expected: "at most \(Self.maximumLength) bytes", got: "\(text.utf8.count) bytes"),
        isFinal: true)
    }
    // Neither a mark of the byte order nor the line that names Torch's interpreter is Lua.
    let lua = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    let source = lua.hasPrefix("#") ? "--" + lua : lua
    for line in try Self.run(source, images).split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      switch fields[0] {
      case "layer": if let module = TorchModule(fields) { modules.append(module) }
      case "loss": criterion = TorchModule(fields)
      case "split": split = modules.count
      case "field" where fields.count == 3: self.fields.append((fields[1], TorchModule.Argument(fields[2])))
      default: break
      }
    }
  }

  private static func run(_ text: String, _ images: [ImageShape]) throws(Failure) -> String {
    var failure: Failure?
    for image in images {
      do throws(Failure) {
        return try run(text, image)
      } catch {
        if error.isFinal { throw error }
        failure = failure ?? error
      }
    }
    throw failure ?? Failure(Report("no image shape"))
  }

  /// What the library makes of the listing's result.
  private static func run(_ text: String, _ image: ImageShape) throws(Failure) -> String {
    let library = TorchLibrary.source
    let dimensions = image.dimensions.map { Int32($0) }
    let outcome = hourglass_lua_run(library, library.utf8.count, text, text.utf8.count, dimensions, limits)
    defer { free(outcome.text) }
    let bytes = UnsafeBufferPointer(start: outcome.text, count: outcome.text == nil ? 0 : outcome.length)
    let result = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch outcome.status {
    case HOURGLASS_LUA_DONE: return result
    case HOURGLASS_LUA_OUT_OF_TIME:
      throw Failure(
        Report(
          "the listing runs too long",
          expected: "at most \(limits.instructions) instructions and \(Int(limits.seconds)) s of computing",
          cure: "take out what does not declare layers"), isFinal: true)
    case HOURGLASS_LUA_OUT_OF_MEMORY:
      throw Failure(
        Report(
          "the listing needs too much memory", expected: "at most \(limits.memory >> 20) MB",
          cure: "take out what does not declare layers"), isFinal: true)
    default: throw Failure(message: result, isFinal: outcome.seconds > 0.1)
    }
  }

  /// A listing that cannot be run, with its line.
  struct Failure: Error {
    let report: Report
    var line: Int?
    /// Whether to try no other image shape: the listing exceeds a limit, or runs long.
    let isFinal: Bool

    init(_ report: Report, isFinal: Bool = false) { (self.report, self.isFinal) = (report, isFinal) }

    /// The failure of Lua's `message`, such as `listing:3: attempt to index a nil value`.
    init(message: String, isFinal: Bool) {
      self.isFinal = isFinal
      var parts = message.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 3, ["listing", "library"].contains(parts[0]), let number = Int(parts[1]) {
        line = parts[0] == "listing" && number > 0 ? number : nil
        parts = [String(parts[2].trimmingPrefix(" "))]
      }
      // A message may hold any text of the listing.
      let scalars = parts.joined(separator: ":").unicodeScalars.prefix(300)
      let words = scalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
      if message.contains("binary chunk") {
        report = Report("the listing is compiled", expected: "Lua source")
      } else if words == "stack overflow" || words.hasPrefix("C stack overflow") {
        report = Report("the listing nests its calls or expressions too deeply")
      } else {
        let isUnclear = message.contains("no nn.Sequential") || message.contains("several networks")
        report = Report(words, cure: isUnclear ? "return the network, or name it model, autoencoder or net" : nil)
      }
    }
  }
}
