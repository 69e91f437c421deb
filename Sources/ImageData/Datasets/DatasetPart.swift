public import ImageFormats

/// A part of a data set.
public enum DatasetPart: String, CaseIterable, Codable, Sendable {
  case train, validation, test
}

extension ImageCollection {
  /// The parts that there are, with their images.
  public var parts: [(part: DatasetPart, images: any ImageSource)] {
    [(DatasetPart.train, training)]
      + [(.validation, validation), (.test, test)].compactMap { part, images in
        images.map { (part, $0) }
      }
  }
}
