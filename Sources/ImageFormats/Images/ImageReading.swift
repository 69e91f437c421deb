internal import Foundation
public import Pictures

/// How the images of a path are read.
public struct ImageReading: Sendable {
  /// The order of the planes in a raw record of a database, which it does not say itself.
  public enum ChannelOrder: String, Codable, Hashable, Sendable, CaseIterable {
    /// As OpenCV, Caffe's converters and DIGITS store them.
    case bgr
    /// As Caffe's converter of CIFAR-10 stores them.
    case rgb
  }

  /// How encoded pictures become images of one shape.
  public var preparation = PicturePreparation()
  /// The order of planes in raw records of databases.
  public var channelOrder = ChannelOrder.bgr
  /// The folder that the paths of a text list are relative to; nil for the list's own.
  public var root: String?
  /// A text file whose line i names the class i - 1; nil for the names that the images come with.
  public var classNames: String?
  /// Which labels of CIFAR-100's images are taken; other images have no coarse ones.
  public var labelSet = CIFARLabels.fine
  /// What is done about images that cannot be read.
  public var onBadImage = BadImagePolicy.skip
  /// Sets of up to so many bytes are kept in memory; greater ones are read as they are needed.
  public var memoryLimit = 1 << 30
  /// Threads that read and decode.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Batches that are read before they are asked for.
  public var batchesAhead = 4
  /// Told from any thread, while a source is read into memory, how many of its images are done.
  public var progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)?

  /// As the properties' first values say.
  public init() {}
}
