import Pictures

/// Images in files or records that can be read without decoding.
package protocol StoredImages: ImageSource {
  /// The files or records.
  ///
  /// - Parameter threads: The threads that look up their sizes.
  func storedPieces(threads: Int) -> ImagePieces
}

extension EncodedPictures: StoredImages {
  package func storedPieces(threads: Int) -> ImagePieces {
    ImagePieces(count: files.count, threads: threads) { [files] file in
      files.withPath(file) { FileStatus($0) }
    } title: { [files] in
      files[$0]
    } read: { [files] file, body in
      try files.withPath(file) { try Picture.withFile($0, title: files[file], body) }
    }
  }
}

extension DatumImages: StoredImages {
  package func storedPieces(threads: Int) -> ImagePieces {
    let file = file
    return ImagePieces(count: file.records.count, of: [file.location.file], threads: threads) {
      FileStatus(bytes: Int(file.records[$0].valueBytes))
    } title: {
      file.place(of: file.records[$0])
    } read: { record, body in
      file.withValue(of: file.records[record], body)
    }
  }
}

extension MappedRecords: StoredImages {
  package func storedPieces(threads: Int) -> ImagePieces {
    ImagePieces(files.map { ($0, layout.headerBytes) }, threads: threads)
  }
}

extension NPYImages: StoredImages {
  package func storedPieces(threads: Int) -> ImagePieces {
    ImagePieces([(array.file, array.header.headerBytes)], threads: threads)
  }
}

extension ImagePieces {
  /// The bytes of files beyond their headers, in pieces of a mebibyte.
  fileprivate init(_ files: [(file: RecordFile, headerBytes: Int)], threads: Int) {
    let size = 1 << 20
    let pieces = files.flatMap { file, headerBytes in
      stride(from: headerBytes, to: file.count, by: size).map { (file, $0..<min($0 + size, file.count)) }
    }
    self.init(count: pieces.count, of: files.map(\.file.path), threads: threads) {
      FileStatus(bytes: pieces[$0].1.count)
    } title: {
      "\(pieces[$0].0.path), from byte \(pieces[$0].1.lowerBound)"
    } read: { piece, body in
      pieces[piece].0.withBytes(pieces[piece].1, body)
    }
  }
}
