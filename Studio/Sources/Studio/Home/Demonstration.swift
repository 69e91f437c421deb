import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// What a first visit is offered: a small autoencoder, trained in half a minute, whose codes are points of a plane.
struct DemonstrationDocument: Codable, Sendable {
  /// The title of the data set.
  var dataset: String
  /// Whether its images are on this machine.
  var is_here: Bool
  /// The bytes to download where they are not; null where they cannot be downloaded.
  var download_bytes: Int?
  /// How else to get them; null where they are here.
  var cure: String?
  var model: String
  var epochs: Int
}

/// The demonstration's settings.
enum Demonstration {
  static let dataset = "fashion-mnist"
  static let model = "VAE"
  static let epochs = 30

  /// The text of its run file.
  static let runFile = """
    model: {name: \(model), code_size: 2}
    data: {dataset: \(dataset), scaling: 0..1}
    optimizer: {name: Adam, learning_rate: 1e-3}
    training: {batch_size: 128, epochs: \(epochs)}
    """

  private static let name = "demonstration"

  /// The name of the run number `number`, from 1.
  static func name(_ number: Int) -> String { number == 1 ? name : "\(name)-\(number)" }

  /// Whether the run called `name` is a demonstration's.
  static func isRun(_ name: String) -> Bool {
    name == Self.name || name.hasPrefix("\(Self.name)-") && Int(name.dropFirst(Self.name.count + 1)) != nil
  }
}

extension StudioServer {
  var demonstrationEndpoints: [Endpoint] {
    [
      .post("/demonstration", "Train the demonstration; its images are downloaded where they are not here") { _ in
        try await demonstrate()
      }
    ]
  }

  /// What a first visit is offered.
  func demonstration() async throws -> DemonstrationDocument {
    let (dataRoot, environment) = (settings.dataRoot, runPaths.environment)
    let finding = try await compute {
      let all = DatasetCatalogue.standard.findings(dataRoot: dataRoot, environment: environment)
      return all.first { $0.dataset.name == Demonstration.dataset }
    }
    let isHere = finding?.folder != nil
    return DemonstrationDocument(
      dataset: finding?.dataset.title ?? Demonstration.dataset, is_here: isHere,
      download_bytes: isHere ? nil : finding?.dataset.download?.files.reduce(0) { $0 + $1.bytes },
      cure: isHere ? nil : finding?.dataset.cure, model: Demonstration.model, epochs: Demonstration.epochs)
  }

  private func demonstrate() async throws -> ChangeAnswer {
    let offer = try await demonstration()
    guard offer.is_here || offer.download_bytes != nil else {
      throw WebError(.conflict, type: "images", "\(offer.dataset) is not on this machine: \(offer.cure ?? "")")
    }
    let download =
      offer.is_here
      ? nil : try await queue.add(.download(Demonstration.dataset, title: "Download of \(offer.dataset)"))
    let numbers = (1...).lazy.map(Demonstration.name)
    let name = numbers.first { !isTaken($0) } ?? Demonstration.name(1)
    let job = try await queue.add(.train(run: name, runFile: Demonstration.runFile, prerequisite: download?.id))
    let run = RunSubject(id: RunID.id(of: name), name: name, row: nil, job: job, directory: "")
    return ChangeAnswer(message: "The demonstration is being trained.", id: run.id, url: run.url)
  }
}
