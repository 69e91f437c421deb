import Foundation
import Hourglass
import TestSupport
import Testing

/// A run that a released version has made, and what that version made of it later.
///
/// All are of 32 images that train and 8 that validate, of 8x8 pixels: pixel (y, x) of image i is (37 i + 11 y + 5 x)
/// mod 256.
struct ReleasedRun: CustomTestStringConvertible, Sendable {
  let version, name: String
  /// The epochs that are in the log, and those after training to `settingOfEpochs`.
  let epochs, laterEpochs: Int
  /// The setting of epochs, for each stage, which the version trained to.
  let settingOfEpochs: Int
  /// The training loss of the last epoch then.
  let laterLoss: Double

  var testDescription: String { "\(name) of \(version)" }

  static let all = [
    // Adam, corrupted images.
    ReleasedRun(
      version: "0.1.0", name: "dense", epochs: 2, laterEpochs: 4, settingOfEpochs: 4, laterLoss: 0.7066771350800991),
    // SGD, a schedule with a state, an average of the parameters, a mean pixel, augmentation.
    ReleasedRun(
      version: "0.1.0", name: "conv", epochs: 3, laterEpochs: 5, settingOfEpochs: 5, laterLoss: 0.09086453542113304),
    // Three stages with objectives of their own.
    ReleasedRun(
      version: "0.1.0", name: "staged", epochs: 9, laterEpochs: 11, settingOfEpochs: 5, laterLoss: 0.7076285034418106),
    // Stopped in the fourth epoch of five; random draws.
    ReleasedRun(
      version: "0.1.0", name: "interrupted", epochs: 3, laterEpochs: 5, settingOfEpochs: 5,
      laterLoss: 45.17056441307068),
    // Statistics of batches, a penalty, notes, a film, events.
    ReleasedRun(
      version: "0.1.0", name: "probabilistic", epochs: 2, laterEpochs: 4, settingOfEpochs: 4,
      laterLoss: 0.7158205136656761),
  ]

  /// Its folder, copied below `runs` of `folder`, beside the images.
  func copied(to folder: TemporaryFolder) throws -> RunDirectory {
    let fixture = try #require(Bundle.module.url(forResource: "Fixtures/\(version)/\(name)", withExtension: nil))
    let directory = RunDirectory(path: folder("runs/\(name)"))
    try FileManager.default.createDirectory(atPath: folder("runs"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: fixture.path, toPath: directory.path)
    try folder.write(Self.images, "images.npy")
    return directory
  }

  /// The images as a NumPy file.
  static var images: [UInt8] {
    let pixels = (0..<40 * 64).map { index in
      let (image, y, x) = (index / 64, index % 64 / 8, index % 8)
      return UInt8(truncatingIfNeeded: 37 * image + 11 * y + 5 * x)
    }
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 8, 8), }".padding(
      toLength: 117, withPad: " ", startingAt: 0)
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    return start + Array("\(header)\n".utf8) + pixels
  }
}
