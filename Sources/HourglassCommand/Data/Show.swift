import ArgumentParser
import Hourglass

extension DataCommand {
  /// The command `hourglass data show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Draw the first images of a data set in a grid.")

    @OptionGroup var source: SourceOptions

    @Option(parsing: .unconditional, help: "The maximum number of images.")
    var count = 50

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Draw only images of this class, by number or name. (default: all)", valueName: "class"))
    var label: String?

    @Option(name: [.customLong("split"), .customLong("part")], help: "The images to draw.")
    var part = DatasetPart.train

    @OptionGroup var picture: PictureOutputOptions

    static let perRow = 10

    func validate() throws {
      guard (1...10_000).contains(count) else { throw ValidationError("--count: expected 1 to 10000, got \(count)") }
    }

    func run() throws {
      let collection = try source.collection()
      guard let images = collection.parts.first(where: { $0.part == part })?.images else {
        throw DataCommandError(
          .missingPart,
          Report(
            "there are no \(part.rawValue) images", place: source.source,
            cure: "choose --split \(collection.parts.map(\.part.rawValue).joined(separator: " or "))"))
      }
      guard Picture.Colour(rawValue: images.channels) != nil else {
        throw DataCommandError(
          .channels,
          Report(
            "the images are not pictures", place: source.source, expected: "1 or 3 channels", got: "\(images.channels)")
        )
      }
      let (pictures, bad) = try pictures(of: images)
      for image in bad { Console.error(image.reason) }
      try picture.output.write(PictureGrid().composed(pictures, columns: Self.perRow))
      print("\(Figures.count(pictures.count)) of \(Figures.count(images.count)) images, \(images.shape)")
      print("picture  \(picture.output)")
    }

    /// The first readable images of the class, and those that were skipped.
    private func pictures(of images: any ImageSource) throws -> (pictures: [Picture], bad: [BadImage]) {
      let wanted = try label.map { try number(of: $0, in: images) }
      var pictures: [Picture] = []
      var bad: [BadImage] = []
      for index in 0..<images.count where wanted == nil || images.labels?[index] == wanted {
        guard pictures.count < count else { break }
        do {
          pictures.append(try images.picture(at: index))
        } catch  where source.options.givenPolicy == .skip {
          bad.append(BadImage(title: images.title(of: index), reason: "\(error)"))
        }
      }
      guard !pictures.isEmpty else {
        throw DataCommandError(
          .noImages,
          Report(
            label.map { "no images of the class \($0) can be read" } ?? "no images can be read", place: source.source,
            got: bad.first?.reason, cure: "see `hourglass data info`"))
      }
      return (pictures, bad)
    }

    private func number(of label: String, in images: any ImageSource) throws -> Int32 {
      guard let classes = images.classCounts else {
        throw DataCommandError(
          .unknownLabel, Report("the images have no labels", place: source.source, cure: "leave out --label"))
      }
      guard let number = images.label(label), classes.contains(where: { $0.label == number }) else {
        throw DataCommandError(
          .unknownLabel,
          Report(
            "no such class", place: source.source, got: label,
            cure: knownNames(classes.prefix(100).map(\.name), insteadOf: label)))
      }
      return number
    }
  }
}
