/// What becomes of labels that are not class numbers: the images stay, and all labels of their file are left out.
///
/// A vector of zeros with a single one, as classes are often coded, is the number of its place.
package enum LabelPolicy {
  /// The class numbers that `read` gives; nil, with a note, if they are not class numbers.
  ///
  /// - Throws: what `read` throws, but for labels of another kind.
  package static func labels(note: ((String) -> Void)?, _ read: () throws -> [Int32]?) throws -> [Int32]? {
    do {
      return try read()
    } catch let error as ImageFileError where [.badLabel, .wrongShape, .unsupported].contains(error.code) {
      note?("the images are read without their labels, because: \(error)")
      return nil
    }
  }

  /// The place of the one in a vector of zeros; nil for any other vector.
  static func place(ofOneIn vector: some Collection<Double>) -> Int32? {
    var place: Int32?
    for (number, value) in vector.enumerated() where value != 0 {
      guard value == 1, place == nil else { return nil }
      place = Int32(exactly: number)
    }
    return vector.count > 1 ? place : nil
  }
}
