internal import Diagnostics

/// The labels of a list, line by line.
struct ListLabels {
  private let classNames: [String]
  private var classes: [String: Int32] = [:]
  private var labels: [Int32] = []
  /// The length of the vectors of zeros and ones; nil as long as labels are single numbers.
  private var vectorLength: Int?
  /// The first label that is not a class.
  private var other: (line: Int, text: String)?

  /// Labels among classes of these names; of any number without names.
  init(classNames: [String]) {
    self.classNames = classNames
    for (number, name) in classNames.enumerated() where classes[name] == nil { classes[name] = Int32(number) }
  }

  /// Whether `text` is an integer in decimal digits.
  static func isInteger(_ text: ArraySlice<UInt8>) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    return !digits.isEmpty && digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
  }

  /// Adds the label `text`.
  ///
  /// - Throws: for a label that is not among the classes that have names.
  mutating func append(_ text: ArraySlice<UInt8>, line: Int) throws(BadLine) {
    let shown = String(decoding: text.prefix(40), as: UTF8.self)
    if let number = classes[String(decoding: text, as: UTF8.self)] {
      labels.append(number)
    } else if let number = Int32(shown), text.count <= 40, number >= 0 {
      guard classNames.isEmpty || number < classNames.count else {
        throw BadLine("label \(shown), but \(classNames.count) classes have names")
      }
      labels.append(number)
    } else if let (place, length) = Self.vector(text), vectorLength ?? length == length {
      vectorLength = length
      labels.append(place)
    } else if !classNames.isEmpty, !Self.isInteger(text), Double(shown) == nil {
      throw BadLine("no class is called \(shown)")
    } else {
      other = other ?? (line, shown)
    }
  }

  /// The class of each picture.
  ///
  /// - Throws: ``ImageFileError`` with the code `badLabel` if a label is not a class.
  func numbers(path: String) throws(ImageFileError) -> [Int32] {
    guard let other else { return labels }
    throw ImageFileError(
      .badLabel, "a label is not a class number", place: "\(path), line \(other.line)", expected: "an integer from 0",
      got: other.text, cure: "number the classes from 0, or name them in a file given with --labels")
  }

  /// The place of the one in a vector of zeros, separated by blanks, and the vector's length.
  private static func vector(_ text: ArraySlice<UInt8>) -> (place: Int32, length: Int)? {
    let numbers = text.split(whereSeparator: TextLines.isBlank).map { Double(String(decoding: $0, as: UTF8.self)) }
    let known = numbers.compactMap(\.self)
    guard known.count == numbers.count, let place = LabelPolicy.place(ofOneIn: known) else { return nil }
    return (place, known.count)
  }
}
