import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

/// Runs with codes to look at.
extension DataSetPlace {
  /// Trains a run on the digits of ``writeDigits()``, 36 images of 40, for two epochs.
  func trainOnDigits(_ name: String, _ model: some ModelConfiguration) throws {
    let digits = FileManager.default.fileExists(atPath: "\(images)/digits") ? "\(images)/digits" : try writeDigits()
    var configuration = try RunConfiguration(model: model, dataset: digits)
    (configuration.training.epochs, configuration.training.batchSize, configuration.name) = (2, 12, name)
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: runs)
    let executor = CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1))
    _ = try run.train(executor: executor, observers: run.recorders())
  }

  /// A variational model with a code of two dimensions.
  static func variational() -> VAE {
    var model = VAE()
    model.hidden = [16]
    return model
  }

  /// A model with a code of 32 dimensions.
  static func wide() -> AE {
    var model = AE()
    model.codeSize = 32
    return model
  }
}

extension Asking {
  /// What is known of codes.
  func codes(_ run: String, _ query: String = "part=train") async throws -> LatentDocument {
    try await self(.get, "/runs/\(run)/latent.json?\(query)").decoded()
  }

  /// The document once a computation has ended as it should.
  func finish(_ kind: LatentKind, _ run: String, _ query: String = "part=train") async throws -> LatentDocument {
    for _ in 0..<3000 {
      let document = try await codes(run, query)
      guard let work = document.work.first(where: { $0.kind == kind }) else { break }
      if work.state == .done { return document }
      guard work.state == .waiting || work.state == .working else {
        Issue.record("\(kind) \(work.state): \(work.problem ?? "")")
        return document
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(kind) does not end")
    return try await codes(run, query)
  }

  /// Encodes a run's training images.
  func encode(_ run: String, _ part: String = "train") async throws -> LatentDocument {
    let answer = try await post(run, "work", #"{"view": {"part": "\#(part)"}, "kind": "codes"}"#)
    #expect(answer.status == 200, "\(answer.text)")
    return try await finish(.codes, run, "part=\(part)")
  }

  /// Asks for something about the codes of training images.
  func post(_ run: String, _ path: String, _ json: String) async throws -> Answer {
    try await self(.post, "/runs/\(run)/latent/\(path)", json: json)
  }

  /// The numbers of a map or of a column.
  func floats(_ run: String, _ path: String) async throws -> [Float] {
    let answer = try await self(.get, "/runs/\(run)/latent/\(path)")
    #expect(answer.status == 200, "\(path): \(answer.text)")
    return answer.bytes.withUnsafeBytes { [Float]($0.bindMemory(to: Float.self)) }
  }
}

extension LatentPictures {
  /// The bytes of a picture.
  func png(_ index: Int) -> [UInt8] {
    [UInt8](Data(base64Encoded: String(pictures[index].dropFirst("data:image/png;base64,".count))) ?? Data())
  }
}
