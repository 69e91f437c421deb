/// The numbers of a NumPy array of any dimensions, in C order.
package struct NPYNumbers: Sendable {
  /// The dimensions.
  package let shape: [Int]
  /// The numbers.
  package let values: [Float]
}

extension NPYFile {
  /// Reads an array of numbers.
  ///
  /// - Throws: ``ImageFileError``.
  package func numbers() throws -> NPYNumbers { try NPYArray(RecordFile(path: path)).numbers() }
}

extension NPZFile {
  /// Reads the array `name`, or the first array where there is none of this name.
  ///
  /// - Throws: ``ImageFileError``.
  package func numbers(named name: String) throws -> NPYNumbers {
    let names = try names()
    guard let wanted = names.contains(name) ? name : names.first else {
      throw ImageFileError(
        .empty, "no array in this file", place: path, expected: name, cure: "save one: numpy.savez(file, \(name)=…)")
    }
    var found: NPYNumbers?
    try ArchiveFile(path: path).forEach { entry in
      guard entry.name == "\(wanted).npy" else { return true }
      found = try NPYArray(RecordFile(entry)).numbers()
      return false
    }
    guard let found else { throw ImageFileError(.empty, "the file changed while it was read", place: path) }
    return found
  }

  /// Reads the labels `name`; nil without such an array.
  ///
  /// - Throws: ``ImageFileError``.
  package func labels(named name: String) throws -> [Int32]? {
    guard try names().contains(name) else { return nil }
    return try numbers(named: name).values.map { Int32(exactly: $0) ?? -1 }
  }
}

extension NPYArray {
  /// The elements as numbers in C order.
  func numbers() -> NPYNumbers {
    let shape = header.shape
    let count = shape.reduce(1, *)
    let element = header.element
    // The distance in elements between neighbours along each axis.
    var strides = [Int](repeating: 1, count: shape.count)
    if header.isFortranOrder {
      for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    } else {
      for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    }
    let values = withData { data in
      [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        guard let start = data.baseAddress else { return }
        var place = [Int](repeating: 0, count: shape.count)
        var at = 0
        for index in 0..<count {
          buffer[index] = Float(element.value(at: start + at * element.bytes))
          for axis in shape.indices.reversed() {
            place[axis] += 1
            at += strides[axis]
            if place[axis] < shape[axis] { break }
            at -= strides[axis] * shape[axis]
            place[axis] = 0
          }
        }
        initialized = count
      }
    }
    return NPYNumbers(shape: shape, values: values)
  }
}
