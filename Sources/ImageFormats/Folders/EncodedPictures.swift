internal import Diagnostics
package import ImageShapes
package import Pictures

/// Pictures in separate files, each decoded and converted to one shape when it is read.
package final class EncodedPictures: ImageSource {
  package let name: String
  package let source: String?
  package let shape: ImageShape
  package let labels: [Int32]?
  package let classNames: [String]
  /// The conversion of pictures to ``shape``.
  package let preparation: PicturePreparation

  /// The files.
  let files: PathList
  /// The file and the page of each image; nil if each file is one image.
  private let pages: [FilePage]?
  /// Whether the first picture keeps numbers between the levels.
  package let hasFractions: Bool
  private let knownFingerprint = KnownFingerprint()

  /// Opens a set of picture files.
  ///
  /// The size is the preparation's, else that of the first readable picture. The colour is the preparation's, else grey if 64
  /// pictures from all over the list are grey, else RGB.
  /// - Parameters:
  ///   - paths: the files, at least one.
  ///   - labels: the class of each picture.
  ///   - classNames: the name of each class, by its number.
  ///   - name: the name in messages.
  ///   - source: the folder or list that the files come from.
  ///   - reading: how pictures are read.
  /// - Throws: why none of the probed pictures can be read.
  package convenience init(
    paths: [String], labels: [Int32]? = nil, classNames: [String] = [], name: String, source: String? = nil,
    reading: ImageReading = ImageReading()
  ) throws {
    var list = PathList(root: "")
    for path in paths { list.append(path.utf8) }
    try self.init(list, labels: labels, classNames: classNames, name: name, source: source, reading: reading)
  }

  /// Opens the files of a list; nil for `shape` to probe it.
  init(
    _ paths: PathList, labels: [Int32]?, classNames: [String], name: String, source: String?, reading: ImageReading,
    shape: ImageShape? = nil
  ) throws {
    require(paths.count > 0 && paths.count <= Int(Int32.max), "\(name): \(paths.count) pictures")
    require(labels.map { $0.count == paths.count } ?? true, "\(name): labels and pictures differ in number")
    pages = reading.pages == .all ? try FilePage.all(of: paths) : nil
    (files, self.classNames) = (paths, classNames)
    self.labels = pages.flatMap { pages in labels.map { labels in pages.map { labels[Int($0.file)] } } } ?? labels
    (self.name, self.source, self.preparation) = (name, source, reading.preparation)
    let common = try shape ?? Self.shape(of: paths, reading.preparation)
    self.shape = common
    hasFractions =
      reading.preparation.valueRange != nil
      && paths.withPath(0) { path in
        let title = paths[0]
        let keeps = try? Picture.withFile(path, title: title) {
          reading.preparation.keepsFractions($0, place: title, as: common)
        }
        return keeps == true
      }
  }

  package var count: Int { pages?.count ?? files.count }

  package func title(of index: Int) -> String { files[file(of: index)] + pageTitle(of: index) }

  package func titleBytes(of index: Int) -> [UInt8] { files.bytes(file(of: index)) + pageTitle(of: index).utf8 }

  /// The path of the file with the picture at `index`.
  package func path(of index: Int) -> String { files[file(of: index)] }

  private func file(of index: Int) -> Int { pages.map { Int($0[index].file) } ?? index }

  private func page(of index: Int) -> Int { pages.map { Int($0[index].page) } ?? 0 }

  private func pageTitle(of index: Int) -> String { page(of: index) == 0 ? "" : ", page \(page(of: index) + 1)" }

  package func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    require(index >= 0 && index < count, "\(name): no picture \(index) among \(count)")
    try withBytes(of: index) {
      try preparation.write(
        $0, page: page(of: index), place: title(of: index), index: index, as: shape, into: pixels)
    }
  }

  package func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    require(index >= 0 && index < count, "\(name): no picture \(index) among \(count)")
    try withBytes(of: index) {
      try preparation.writeLevels(
        $0, page: page(of: index), place: title(of: index), index: index, as: shape, into: levels)
    }
  }

  /// Calls `body` with the encoded picture at `index`.
  ///
  /// - Throws: ``ImageFileError``, or what `body` throws.
  package func withBytes<R>(of index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    let file = file(of: index)
    return try files.withPath(file) { try Picture.withFile($0, title: files[file], body) }
  }

  package func storedSize(of index: Int) throws -> PixelSize {
    try withBytes(of: index) { try PixelSize(ofPicture: $0, page: page(of: index), place: title(of: index)) }
  }

  /// The fingerprint of a sample of the pictures; computed once.
  package var fingerprint: String { knownFingerprint.value { sampledFingerprint } }

  private static func shape(of paths: PathList, _ preparation: PicturePreparation) throws -> ImageShape {
    let shape = try preparation.shape(ofSetOf: paths.count) { index, isSizeKnown in
      try paths.withPath(index) { path in
        try Picture.withFile(path, title: paths[index]) {
          try Picture(
            decoding: $0, place: paths[index], covering: isSizeKnown ? .tiny : nil, range: preparation.valueRange
          ).shape
        }
      }
    }
    guard let shape else { throw ImageFileError(.unreadable, "no picture can be read", place: paths[0]) }
    return shape
  }
}
