public import ImageFormats

public import Pictures

/// What a dataset.yaml says: where the images of each part are, and how they are read.
///
/// Paths are relative to the file's folder, or absolute.
public struct DatasetDescription: Hashable, Sendable {
  /// Where the images of one part are.
  public struct Part: Hashable, Sendable {
    /// A path of any kind of collection.
    public var images: String
    /// A database with the label of each image of a database, under the same keys.
    public var labels: String?

    /// The images at `images`, their labels in the database at `labels` where they do not have them themselves.
    public init(images: String, labels: String? = nil) { (self.images, self.labels) = (images, labels) }
  }

  /// What the parts are; nil to find out.
  public var kind: ImageCollection.Kind?
  /// The images to train on.
  public var training: Part
  /// The images to validate with; nil where the split says, or the training part brings some.
  public var validation: Part?
  /// The images to test with; nil where there are none, or the training part brings some.
  public var test: Part?
  /// The folder that the paths of lists are relative to; nil for each list's own.
  public var root: String?
  /// A text file whose line i names the class i - 1.
  public var labels: String?
  /// The order of planes in the raw records of a database.
  public var channelOrder: ImageReading.ChannelOrder?
  /// The size that pictures are brought to.
  public var resize: PixelSize?
  /// How images are brought to ``resize``; nil for what is asked for elsewhere.
  public var resizeMode: ResizeMode?
  /// Grey or RGB; nil for what is asked for elsewhere.
  public var colour: Picture.Colour?
  /// A file with the mean of the training images.
  public var mean: String?
  /// What validates, where there is no validation part or another is wanted.
  public var split: ValidationSplit?

  /// The usual name of the file.
  public static let fileName = "dataset.yaml"

  /// The description of these training images, and nothing else.
  public init(training: Part) { self.training = training }

  /// The same description with its paths relative to `folder` made such as the process takes them.
  func resolved(in folder: String) -> DatasetDescription {
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

  /// `reading` with what the description says of it; what `reading` says of size, colour and files goes first.
  func reading(_ reading: ImageReading) -> ImageReading {
    var reading = reading
    if reading.preparation.size == nil {
      reading.preparation.size = resize
      if let resizeMode { reading.preparation.mode = resizeMode }
    }
    reading.preparation.colour = reading.preparation.colour ?? colour
    if let channelOrder { reading.channelOrder = channelOrder }
    reading.root = reading.root ?? root
    reading.classNames = reading.classNames ?? labels
    return reading
  }
}
