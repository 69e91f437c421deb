public import ImageFormats

public import Pictures

/// The content of a dataset.yaml: the images of each part, and how to read them.
///
/// Paths are relative to the file's folder, or absolute.
public struct DatasetDescription: Hashable, Sendable {
  /// The images of one part.
  public struct Part: Hashable, Sendable {
    /// The path of a collection of any kind.
    public var images: String
    /// A database with the label of each image under the same keys; for images in a database.
    public var labels: String?

    /// Describes a part.
    ///
    /// - Parameters:
    ///   - images: the path of a collection.
    ///   - labels: a database with the labels; nil if the images have labels, or none.
    public init(images: String, labels: String? = nil) { (self.images, self.labels) = (images, labels) }
  }

  /// The kind of the parts; nil to recognise it.
  public var kind: ImageCollection.Kind?
  /// The training images.
  public var training: Part
  /// The validation images; nil if the split or the training collection gives them.
  public var validation: Part?
  /// The test images; nil if there are none, or the training collection gives them.
  public var test: Part?
  /// The folder that the paths of lists are relative to; nil for each list's folder.
  public var root: String?
  /// A text file with the name of class i in line i + 1.
  public var labels: String?
  /// The order of planes in the raw records of a database.
  public var channelOrder: ImageReading.ChannelOrder?
  /// The size of resized pictures.
  public var resize: PixelSize?
  /// The resize mode; nil for the reader's setting.
  public var resizeMode: ResizeMode?
  /// The filter that pictures are, or were, resized with; nil for the reader's setting.
  public var resizeFilter: ResizeFilter?
  /// The numbers that stand for black and white; nil for the reader's setting.
  public var valueRange: ValueRange?
  /// Grey or RGB; nil for the reader's setting.
  public var colour: Picture.Colour?
  /// A file with the mean of the training images.
  public var mean: String?
  /// The validation split; nil for the validation part or the default.
  public var split: ValidationSplit?

  /// The default name of the file.
  public static let fileName = "dataset.yaml"

  /// Creates a description with training images alone.
  public init(training: Part) { self.training = training }

  /// The description with paths relative to `folder` resolved.
  public func resolved(in folder: String) -> DatasetDescription {
    func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
    func resolved(_ part: Part) -> Part { Part(images: resolved(part.images), labels: part.labels.map(resolved)) }
    var description = self
    description.training = resolved(training)
    description.validation = validation.map(resolved)
    description.test = test.map(resolved)
    description.root = root.map(resolved)
    description.labels = labels.map(resolved)
    description.mean = mean.map(resolved)
    return description
  }

  /// `reading` completed by the description; size, colour and files in `reading` take precedence.
  func reading(_ reading: ImageReading) -> ImageReading {
    var reading = reading
    if reading.preparation.size == nil {
      reading.preparation.size = resize
      if let resizeMode { reading.preparation.mode = resizeMode }
      if let resizeFilter { reading.preparation.filter = resizeFilter }
    }
    reading.preparation.valueRange = reading.preparation.valueRange ?? valueRange
    reading.preparation.colour = reading.preparation.colour ?? colour
    if let channelOrder { reading.channelOrder = channelOrder }
    reading.root = reading.root ?? root
    reading.classNames = reading.classNames ?? labels
    return reading
  }
}
