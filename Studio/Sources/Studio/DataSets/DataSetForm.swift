import Foundation
import Hourglass
import Web

/// What a new data set is made of, and how: the body of `POST /datasets` and the fields of the page.
///
/// Fields of other sources than `source` are ignored. Fields that are left out have the defaults that the comments name.
struct DataSetForm: Codable, Sendable {
  /// Where the images come from.
  enum Source: String, Codable, CaseIterable, Sendable {
    case folder, list, upload, files, lmdb, known
  }

  /// What is made of the images.
  enum Use: String, Codable, CaseIterable, Sendable {
    /// Copied into databases, resized once.
    case databases = "import"
    /// Read where they are.
    case asIs = "as-is"
  }

  /// The size of the images.
  enum Size: String, Codable, CaseIterable, Sendable {
    case own, resize
  }

  /// The colours of the images.
  enum Colours: String, Codable, CaseIterable, Sendable {
    case own, rgb, grey
  }

  var source: Source
  /// The title; the source's name by default.
  var title: String?

  /// A folder of pictures.
  var folder: String?
  /// A text list, the folder that its paths are relative to, and a file whose line i names the class i - 1.
  var list: String?
  var list_root: String?
  var class_names: String?
  /// The identifier of an upload.
  var upload: String?
  /// CIFAR's archive or folder, IDX or NumPy files.
  var files: String?
  /// Which labels of CIFAR-100, and the numbers that are black and white in arrays.
  var value_range: String?
  /// A database of images, the one of their labels, and a mean image.
  var images: String?
  var labels: String?
  var mean: String?
  var channel_order: ImageReading.ChannelOrder?
  /// The name of a known data set.
  var known: String?

  /// Separate images to validate and to test with; for databases, those of their labels.
  var validation_source: String?
  var validation_labels: String?
  var test_source: String?
  var test_labels: String?

  /// `import` for pictures, `as-is` for files, databases and known data sets.
  var use: Use?
  /// `resize` for an import, `own` otherwise.
  var size: Size?
  /// 1 to 16384; 256, or the other one's value.
  var width: Int?
  var height: Int?
  /// `squash`.
  var mode: ResizeMode?
  /// `area`.
  var filter: ResizeFilter?
  /// `rgb` for an import of pictures, `own` otherwise.
  var colour: Colours?
  /// `png`.
  var encoding: ImportSettings.Encoding?
  /// Percent of each class that validate, 25 for an import; and that test, 0.
  var validation: Double?
  var test: Double?
  /// Classes with fewer images are left out, 2; of larger ones at most so many are kept, all.
  var min_per_class: Int?
  var max_per_class: Int?
  /// `skip`.
  var on_bad_image: BadImagePolicy?
  /// Whether the images of an import are shuffled; true for lists.
  var shuffle: Bool?
  /// 0.
  var seed: Int?
}

extension DataSetForm {
  /// What is made of the images.
  var madeUse: Use { use ?? (isOfPictures ? .databases : .asIs) }

  /// Whether the source is picture files, which an import decodes once.
  var isOfPictures: Bool { [.folder, .list, .upload].contains(source) }

  /// The size that images are resized to; nil for their own.
  var pixelSize: PixelSize? {
    guard (size ?? (madeUse == .databases && isOfPictures ? .resize : .own)) == .resize else { return nil }
    return PixelSize(width: width ?? height ?? Self.defaultSide, height: height ?? width ?? Self.defaultSide)
  }

  /// DIGITS' default of width and height.
  static let defaultSide = 256

  /// The colours that images are converted to; nil for their own.
  var pictureColour: Picture.Colour? {
    switch colour ?? (madeUse == .databases && isOfPictures ? .rgb : .own) {
    case .own: nil
    case .rgb: .rgb
    case .grey: .grey
    }
  }

  /// The share of an import that validates, in percent, where no images of their own do.
  var validationPercent: Double { validation ?? 25 }

  /// The field that names the source.
  var sourceField: String {
    switch source {
    case .folder: "folder"
    case .list: "list"
    case .upload: "upload"
    case .files: "files"
    case .lmdb: "images"
    case .known: "known"
    }
  }

  /// What the field of the source holds.
  var sourceText: String? {
    switch source {
    case .folder: folder
    case .list: list
    case .upload: upload
    case .files: files
    case .lmdb: images
    case .known: known
    }
  }

  /// The numbers that are out of range.
  var rangeErrors: [FieldError] {
    var errors: [FieldError] = []
    func check<Number: Comparable>(
      _ name: String, _ value: Number?, _ range: ClosedRange<Number>, _ text: (Number) -> String = { "\($0)" }
    ) {
      guard let value, !range.contains(value) else { return }
      errors.append(
        FieldError(name, "expected \(text(range.lowerBound)) to \(text(range.upperBound)), got \(text(value))"))
    }
    check("width", width, 1...Picture.maxSide)
    check("height", height, 1...Picture.maxSide)
    check("validation", validation, 0...99, Self.plain)
    check("test", test, 0...99, Self.plain)
    if errors.isEmpty, (validation ?? 0) + (test ?? 0) >= 100 {
      errors.append(FieldError("test", "validation and test images leave nothing to train on"))
    }
    check("min_per_class", min_per_class, 0...1_000_000_000)
    check("max_per_class", max_per_class, 1...1_000_000_000)
    if let max_per_class, max_per_class < min_per_class ?? 2 {
      errors.append(FieldError("max_per_class", "expected at least the minimum, \(min_per_class ?? 2)"))
    }
    check("seed", seed, 0...Int(UInt32.max))
    if let value_range, ValueRange(value_range) == nil {
      errors.append(FieldError("value_range", "expected two numbers such as -1..1 or 0..65535"))
    }
    return errors
  }

  /// A number without a fraction of zero.
  static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The fields that are given, as texts, to fill the form again.
  var texts: [String: String] {
    guard let data = try? JSONEncoder().encode(self),
      let fields = try? JSONDecoder().decode([String: JSONValue].self, from: data)
    else { return [:] }
    return fields.compactMapValues { value in
      switch value {
      case .text(let text): text
      case .integer(let number): "\(number)"
      case .number(let number): Self.plain(number)
      case .boolean(let flag): "\(flag)"
      default: nil
      }
    }
  }
}
