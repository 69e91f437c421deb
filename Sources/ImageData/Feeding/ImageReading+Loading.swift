internal import Diagnostics
internal import Synchronization
package import ImageFormats

extension ImageReading {
  /// Loads `source` into memory if it is no larger than ``memoryLimit`` and has no fractions; otherwise returns it
  /// unchanged.
  ///
  /// With ``onBadImage`` `skip`, unreadable images are black, logged in `badImages` and listed by the set.
  /// - Throws: ``DatasetError`` when no image can be read, or with ``onBadImage`` `fail` for any unreadable image.
  package func loaded(_ source: any ImageSource, badImages: BadImageLog) throws -> any ImageSource {
    guard !(source is ImageSet), !source.hasFractions,
      source.count.multipliedReportingOverflow(by: source.bytesPerImage).overflow == false,
      source.count * source.bytesPerImage <= memoryLimit
    else { return source }
    let failures = Mutex<[Int: any Error]>([:])
    let set = ImageSet(
      count: source.count, shape: source.shape, labels: source.labels, classNames: source.classNames,
      name: source.name, source: source.source, samplesFingerprint: source.samplesFingerprint,
      title: source.pictureTitles, storedSize: source.count > 0 ? try? source.storedSize(of: 0) : nil
    ) { pixels in
      nonisolated(unsafe) let pixels = pixels
      let bytes = source.bytesPerImage
      forEachPiece(of: source.count, threads: threads) { piece in
        progress?(source.name, piece.lowerBound, source.count)
        for index in piece {
          let image = UnsafeMutableBufferPointer(rebasing: pixels[index * bytes..<(index + 1) * bytes])
          do {
            try source.read(index, into: image)
          } catch {
            image.update(repeating: 0)
            failures.withLock { $0[index] = error }
          }
        }
      }
    } unreadable: {
      failures.withLock { $0.keys.map(Int32.init).sorted() }
    }
    progress?(source.name, source.count, source.count)
    let bad = failures.withLock { $0 }
    guard !bad.isEmpty else { return set }
    if let first = bad.filter(\.value.isMixedSizes).min(by: { $0.key < $1.key }) { throw first.value }
    let images = bad.sorted { $0.key < $1.key }.map { BadImage(title: source.title(of: $0.key), reason: "\($0.value)") }
    guard onBadImage == .skip, bad.count < source.count else {
      throw DatasetError.badImages(images, of: source.count, in: source.name)
    }
    for image in images { badImages.note(image) }
    return set
  }
}
