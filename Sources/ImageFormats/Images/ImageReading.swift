internal import Foundation
public import Pictures

/// The settings for reading images from files.
public struct ImageReading: Sendable {
  /// The order of the planes in a raw record of a database.
  public enum ChannelOrder: String, Codable, Hashable, Sendable, CaseIterable {
    /// Blue first, as in OpenCV, Caffe's converters and DIGITS.
    case bgr
    /// Red first, as in Caffe's converter of CIFAR-10.
    case rgb
  }

  /// The conversion of encoded pictures to one shape.
  public var preparation = PicturePreparation()
  /// The shape of the images in arrays of rows `[n, pixels]`; nil for none.
  public var rowShape: RowShape?
  /// Which pages of TIFFs are images.
  public var pages = PageSelection.first
  /// The order of planes in raw records of databases.
  public var channelOrder = ChannelOrder.bgr
  /// The folder that the paths of a text list are relative to; nil for the list's folder.
  public var root: String?
  /// A text file with the name of class i in line i + 1; nil for the images' own class names.
  public var classNames: String?
  /// The labels of CIFAR-100; other images have fine labels alone.
  public var labelSet = CIFARLabels.fine
  /// The handling of unreadable images.
  public var onBadImage = BadImagePolicy.skip
  /// The maximum bytes of a set in memory; larger sets are read on demand.
  public var memoryLimit = 1 << 30
  /// The maximum bytes of a part's images that processes with copies of their own read to compare them; of the rest they
  /// compare the sizes.
  public var comparedBytes = 8_000_000_000
  /// The number of threads that read and decode.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// The number of batches read ahead.
  public var batchesAhead = 4
  /// Called from any thread, while a source is loaded, with the number of images done.
  public var progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)?
  /// Called from any thread, while images are opened, with a sentence about data left out, or read by a guess.
  public var note: (@Sendable (String) -> Void)?

  /// The defaults of all properties.
  public init() {}
}
