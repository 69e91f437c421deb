/// Keeps images whose labels are not class numbers, and leaves out all labels of their file.
///
/// A vector of zeros with a single one, a common code of classes, is the number of its place.
package enum LabelPolicy {
  /// The class numbers that `read` returns; nil, with a note, for other labels.
  ///
  /// - Throws: what `read` throws, except for labels that are not class numbers.
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
