import Autoencoders
import ImageData
import ImageFormats
import ImageShapes
public import Pictures

/// How many pictures have another size or other colours than the images of a run, and are brought to these.
public struct PictureConversion: Codable, Hashable, Sendable {
  /// The number of pictures.
  public private(set) var count = 0
  /// Those that are resized.
  public private(set) var resized = 0
  /// Those whose colours become grey levels, or whose grey levels become colours.
  public private(set) var recoloured = 0
  private let width, height: Int
  private let isGrey: Bool

  /// No pictures yet.
  init(to shape: ImageShape) { (width, height, isGrey) = (shape.width, shape.height, shape.channels == 1) }

  /// Counts a picture.
  package mutating func add(_ size: PixelSize, _ colour: Picture.Colour) {
    count += 1
    if size != PixelSize(width: width, height: height) { resized += 1 }
    if (colour == .grey) != isGrey { recoloured += 1 }
  }

  /// One sentence for a person; nil where all pictures are as the run's images.
  public var note: String? {
    var changes: [String] = []
    if resized > 0 { changes.append("\(resized) of \(count) pictures resized to \(width)x\(height)") }
    if recoloured > 0 { changes.append("\(recoloured) of \(count) made \(isGrey ? "grey" : "RGB")") }
    return changes.isEmpty ? nil : changes.joined(separator: ", ") + ", as the run's own images were"
  }
}

extension TrainedRun {
  /// What ``images(_:labels:)`` changes of `pictures`.
  public func conversion(of pictures: [Picture]) -> PictureConversion {
    var conversion = PictureConversion(to: model.image)
    for picture in pictures {
      conversion.add(PixelSize(width: picture.width, height: picture.height), picture.colour)
    }
    return conversion
  }

  /// What ``images(files:labels:)`` changes of picture files, by their headers; files that cannot be read do not count.
  public func conversion(files: [String]) -> PictureConversion {
    var conversion = PictureConversion(to: model.image)
    for file in files { _ = try? conversion.add(file: file) }
    return conversion
  }
}

extension PictureConversion {
  /// Counts the picture in a file, and returns its size.
  ///
  /// - Throws: why it cannot be read.
  @discardableResult
  package mutating func add(file path: String) throws -> PixelSize {
    let (size, colour) = try Picture.withFile(path, title: path) {
      (try PixelSize(ofPicture: $0, place: path), try Picture.Colour(ofPicture: $0, place: path))
    }
    add(size, colour)
    return size
  }
}

extension Run {
  /// One sentence for a person where the first image of the data set is stored in another size than the model takes.
  package var conversionNote: String? {
    let images = dataset.training.images
    let size = PixelSize(width: model.image.width, height: model.image.height)
    guard images.count > 0, let stored = try? images.storedSize(of: 0), stored != size else { return nil }
    let colours = model.image.channels == 1 ? " and grey" : model.image.channels == 3 ? " and RGB" : ""
    return "images of \(dataset.title) are brought to \(size)\(colours), as the run's own images were"
  }
}
