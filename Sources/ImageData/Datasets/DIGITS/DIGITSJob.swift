import Files
import ImageFormats
import Pictures

/// What the job folder of DIGITS says of its images, in `status.pickle`.
struct DIGITSJob {
  /// The name of the file, which Python's pickle wrote.
  static let fileName = "status.pickle"

  /// The size of the images; nil if the job does not say.
  var size: PixelSize?
  /// The way in which images were resized.
  var mode: ResizeMode?
  /// The colours of the images.
  var colour: Picture.Colour?
  /// The order of planes in raw records.
  var channelOrder: ImageReading.ChannelOrder?
  /// Databases elsewhere, by their purpose: `Training Images`.
  var databases: [String: String] = [:]
  /// The file with the mean image; nil if the job names none.
  var mean: String?
  /// The kind of the databases, `lmdb` or `hdf5`; nil if the job does not say.
  var backend: String?
  /// The folder name of the data set's job, for the job of a model.
  var dataset: String?

  /// The description of the job in `folder`; nil where there is none that can be read.
  init?(folder: String) {
    let bytes = try? InputFile("\(folder)/\(Self.fileName)").withBytes(limit: PickledValues.maximumSize) { Array($0) }
    guard let bytes, let job = PickledValues(bytes)?.top else { return nil }
    dataset = job["dataset_id"]?.text
    let tasks = job["tasks"]?.items ?? []
    read(job)
    for task in tasks {
      read(task)
      if let database = task["database"]?.text, let purpose = task["purpose"]?.text { databases[purpose] = database }
    }
  }

  /// Reads the attributes of the job or of a task that wrote a database.
  private mutating func read(_ entry: PickledValues.Entry) {
    let dimensions = (entry["image_dims"]?.items ?? []).compactMap(\.integer)
    if dimensions.count == 3, dimensions.allSatisfy({ (1...16_384).contains($0) }) {
      size = size ?? PixelSize(width: dimensions[1], height: dimensions[0])
      colour = colour ?? Picture.Colour(rawValue: dimensions[2])
    }
    backend = backend ?? entry["backend"]?.text
    mean = mean ?? entry["mean_file"]?.text
    mode = mode ?? entry["resize_mode"]?.text.flatMap { ResizeMode(rawValue: $0.replacing("_", with: "-")) }
    channelOrder =
      channelOrder
      ?? entry["image_channel_order"]?.text.flatMap { ImageReading.ChannelOrder(rawValue: $0.lowercased()) }
  }

  /// `reading` with the job's settings where it has none of its own.
  func reading(_ reading: ImageReading) -> ImageReading {
    var reading = reading
    if reading.preparation.size == nil, let size {
      reading.preparation.size = size
      reading.preparation.mode = mode ?? reading.preparation.mode
    }
    reading.preparation.colour = reading.preparation.colour ?? colour
    if reading.channelOrder == ImageReading().channelOrder, let channelOrder { reading.channelOrder = channelOrder }
    return reading
  }
}
