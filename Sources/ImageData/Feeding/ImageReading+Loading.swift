internal import Diagnostics
internal import Foundation
internal import Synchronization
package import ImageFormats

extension ImageReading {
  /// `source` in memory where it is no larger than ``memoryLimit``; else itself.
  ///
  /// Images that cannot be read are black, noted in `badImages` and told by the set, or all named in one error, as
  /// ``onBadImage`` says.
  /// - Throws: ``DatasetError`` when images cannot be read and that is an error, or none can.
  package func loaded(_ source: any ImageSource, badImages: BadImageLog) throws -> any ImageSource {
    guard !(source is ImageSet), source.count.multipliedReportingOverflow(by: source.bytesPerImage).overflow == false,
      source.count * source.bytesPerImage <= memoryLimit
    else { return source }
    let failures = Mutex<[Int: any Error]>([:])
    let done = Mutex(0)
    let set = ImageSet(
      count: source.count, shape: source.shape, labels: source.labels, classNames: source.classNames,
      name: source.name, source: source.source, samplesFingerprint: source.samplesFingerprint
    ) { pixels in
      nonisolated(unsafe) let pixels = pixels
      let bytes = source.bytesPerImage
      // Small pieces, so that no thread ends long after the others.
      let piece = max(1, min(64, source.count / (8 * threads)))
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
          let first = done.withLock { done in
            defer { done += piece }
            return done
          }
          guard first < source.count else { break }
          progress?(source.name, first, source.count)
          for index in first..<min(first + piece, source.count) {
            do {
              try source.read(
                index, into: UnsafeMutableBufferPointer(rebasing: pixels[index * bytes..<(index + 1) * bytes]))
            } catch {
              pixels[index * bytes..<(index + 1) * bytes].update(repeating: 0)
              failures.withLock { $0[index] = error }
            }
          }
        }
      }
    } unreadable: {
      failures.withLock { $0.keys.map(Int32.init).sorted() }
    }
    progress?(source.name, source.count, source.count)
    let bad = failures.withLock { $0 }
    guard !bad.isEmpty else { return set }
    if let first = bad.filter(\.value.isOfSeveralSizes).min(by: { $0.key < $1.key }) { throw first.value }
    let images = bad.sorted { $0.key < $1.key }.map { BadImage(title: source.title(of: $0.key), reason: "\($0.value)") }
    guard onBadImage == .skip, bad.count < source.count else {
      throw DatasetError.badImages(images, of: source.count, in: source.name)
    }
    for image in images { badImages.note(image) }
    return set
  }
}
