import Hourglass
import Web

extension KnownDataset {
  /// The known data set called `name`, in any letter case; nil where there is none.
  static func named(_ name: String?) -> KnownDataset? {
    DatasetCatalogue.standard.known.first { $0.name == name?.lowercased() }
  }

  /// The image shape of the published files.
  var shape: ImageShape {
    switch files {
    case .idx: ImageShape(channels: 1, height: 28, width: 28)
    case .cifar: ImageShape(channels: 3, height: 32, width: 32)
    }
  }
}

extension RunDraft {
  /// Why the images of the draft could not be read, in words for people.
  func missingImages(_ error: any Error) -> String {
    if let error = error as? DatasetError, error.code == .notFound,
      let known = KnownDataset.named(value("data", "dataset"))
    {
      return "\(known.title) is not on this machine"
    }
    let text =
      switch error {
      case let error as WebError: error.fields.first?.message ?? error.message
      default: PageWords.of(error)
      }
    return "the images cannot be read: \(text)"
  }

  /// The image shape of the known data set that the draft names, as its settings read it; nil for other data sets.
  ///
  /// For forms whose images are not on this machine.
  var knownShape: ImageShape? {
    guard var shape = KnownDataset.named(value("data", "dataset"))?.shape else { return nil }
    if let size = value("data", "resize").flatMap(PixelSize.init) {
      shape = ImageShape(channels: shape.channels, height: size.height, width: size.width)
    }
    if let channels = ["grey": 1, "rgb": 3][value("data", "colour") ?? ""] {
      shape = ImageShape(channels: channels, height: shape.height, width: shape.width)
    }
    if let crop = value("data", "augmentation").flatMap({ try? Augmentations($0) })?.crop {
      shape = ImageShape(channels: shape.channels, height: crop.height, width: crop.width)
    }
    return shape
  }
}
