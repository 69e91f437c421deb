import ArgumentParser
import Foundation
import Hourglass
import Insight
import Tensors

/// The images that `hourglass reconstruct` shows.
struct ChosenImages {
  /// All images that were chosen from.
  let all: ImageSubset
  /// The chosen ones, all readable.
  let images: ImageSubset
  /// Their places in the ranking of all; nil for the first images.
  var places: [ReconstructionRanking.Place]?
  /// The number of images that were compared; of the first images, the number of all.
  let compared: Int
}

extension Reconstruct {
  /// The images of `images` that --order and --count name.
  func chosen(from images: ImageSubset, by run: TrainedRun, _ executor: any TensorExecutor) throws -> ChosenImages {
    guard order != .first else {
      let first = try images.readable(pictures.files.isEmpty ? count : images.count)
      return ChosenImages(all: images, images: first, compared: images.count)
    }
    let ranking = try run.ranking(of: images, count: count, executor: executor)
    let places = order == .best ? ranking.best : ranking.worst
    return ChosenImages(
      all: images, images: images.selecting(places.map(\.image)), places: places, compared: ranking.images)
  }

  /// Draws the chosen images with their reconstructions, and prints what was written.
  func draw(_ chosen: ChosenImages, by run: TrainedRun, _ executor: any TensorExecutor) throws {
    let corruption = try corruption(of: run)
    let result = try run.reconstructed(chosen.images, corruption: corruption, executor: executor)
    if let output {
      let names = chosen.all.images.classNames
      let picture =
        try chosen.places.map {
          try result.picture(
            captionedBy: $0, classNames: names.isEmpty ? run.classNames : names, hasDifferences: difference)
        } ?? result.picture(hasDifferences: difference)
      try output.write(picture)
      print("\(words(chosen)): \(output) (\(picture.width)x\(picture.height))")
    }
    if let asFiles { try write(result, into: asFiles) }
    if corruption != .none { print("corruption \(corruption)") }
    if difference {
      let channels = result.shape.channels > 1 ? ", mean over channels" : ""
      let maximum = MetricText.significant(Double(result.differences().maximum))
      print(
        "difference |original - reconstruction|\(channels), of all images from 0 (dark blue) to \(maximum) (yellow)")
    }
    guard json else { return }
    print(try ReconstructionLine(run.name, order, chosen, corruption, result.errors).jsonLine())
  }

  /// What was drawn and what was left out.
  private func words(_ chosen: ChosenImages) -> String {
    let (count, left) = (chosen.images.count, chosen.compared - chosen.images.count)
    let theirs = count == 1 ? "its reconstruction" : "their reconstructions"
    let kinds = (corruption == nil && !difference ? "above " : "with ") + theirs
    guard order != .first else {
      return "\(Figures.count(count, "image")) \(kinds)\(left > 0 ? ", \(Figures.count(left)) more left out" : "")"
    }
    return
      "the \(count) of \(Figures.count(chosen.compared)) images with the \(order == .best ? "smallest" : "largest") mse01, "
      + kinds
  }

  /// The corruption that --corruption names.
  private func corruption(of run: TrainedRun) throws -> Corruption {
    guard let corruption else { return .none }
    guard corruption == Self.ownCorruption else { return try Corruption(corruption) }
    let own = run.configuration.training.corruption
    guard own != .none else {
      throw ValidationError(
        "--corruption own: the settings of \(run.name) have no corruption; give one, such as gaussian=0.3")
    }
    return own
  }

  /// Writes each picture into a file of its own, named by batch and item.
  private func write(_ result: ReconstructedImages, into folder: String) throws {
    try Folder.make(folder)
    let kinds = try result.kinds(hasDifferences: difference)
    func place(_ index: Int) -> String { "\(index / batchSize + 1)_\(index % batchSize + 1).png" }
    for (name, pictures) in kinds {
      let prefix = name == "original" ? "input" : name
      for (index, picture) in pictures.enumerated() { try picture.write(to: "\(folder)/\(prefix)_\(place(index))") }
    }
    let last = kinds.last?.name ?? ""
    print("\(kinds.count * result.count) files: \(folder)/input_1_1.png to \(last)_\(place(result.count - 1))")
  }

  /// Draws the means of each class.
  func drawClassMeans(of images: ImageSubset, by run: TrainedRun, _ executor: any TensorExecutor) throws {
    let means = try run.classMeans(of: images, executor: executor)
    guard !means.classes.isEmpty else {
      throw RunError(
        .labels,
        Report("the images have no classes", place: images.images.name, cure: "give images with labels with --dataset"))
    }
    if let output {
      let names = images.images.classNames
      let picture = try means.picture(shape: run.model.image, classNames: names.isEmpty ? run.classNames : names)
      try output.write(picture)
      let left = means.leftOut > 0 ? ", \(means.leftOut) more left out" : ""
      print(
        "\(means.classes.count) classes of \(Figures.count(means.images)) images\(left): \(output) "
          + "(\(picture.width)x\(picture.height))")
      print("of each class \(means.kinds), and the mse01 of the first two")
    }
    if json { print(try ClassMeansLine(run: run.name, classMeans: means).jsonLine()) }
  }
}

/// A line of `hourglass reconstruct --json`.
private struct ReconstructionLine: Encodable {
  var run: String
  var order: String
  var compared: Int
  var corruption: String?
  var images: [ReconstructionRanking.Place]

  /// Of the first images, the errors are those of the pictures drawn.
  init(_ run: String, _ order: ImageOrder, _ chosen: ChosenImages, _ corruption: Corruption, _ errors: [Double]) {
    (self.run, self.order, compared) = (run, order.rawValue, chosen.compared)
    self.corruption = corruption == .none ? nil : "\(corruption)"
    let labels = chosen.images.labels
    images =
      chosen.places
      ?? zip(chosen.images.indices, errors).enumerated().map { place, pair in
        ReconstructionRanking.Place(
          image: chosen.all.indices.firstIndex(of: pair.0) ?? place,
          label: labels.flatMap { $0[place] < 0 ? nil : Int($0[place]) }, mse01: pair.1)
      }
  }
}

/// The line of `hourglass reconstruct --class-means --json`.
private struct ClassMeansLine: Encodable {
  var run: String
  var classMeans: ClassMeans
}
