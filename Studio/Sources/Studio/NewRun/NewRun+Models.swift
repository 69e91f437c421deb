import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// A network to check: a text, or a model by name.
struct NetworkCheckBody: Codable, Sendable {
  /// The text of a model file or a Torch listing.
  var text: String?
  /// `yaml` or `lua`.
  var language: String?
  /// A model of the catalogue with its settings, instead of a text.
  var model: [String: JSONValue]?
  /// The data set whose images the network is for.
  var dataset: String?
  /// The image shape, `1x28x28`, instead of a data set.
  var image: String?
  /// The size that the images are resized to.
  var resize: String?
  /// The colours that they are converted to.
  var colour: String?
  /// The window that is cut out of them.
  var crop: String?
}

/// A network's layers, or its errors by line.
struct NetworkCheck: Codable, Sendable {
  /// A problem.
  struct Problem: Codable, Sendable {
    /// The line, from 1.
    var line: Int
    /// What is wrong and how to mend it.
    var message: String
  }

  /// The problems; empty where the network can be built.
  var errors: [Problem]
  /// The layers; nil with errors.
  var layers: [ModelSummary.Layer]?
  /// How many layers come before the code; nil where that is not known.
  var encoder_layers: Int?
  /// The dimension of the code.
  var code: Int?
  /// The bits of an image over those of its code.
  var compression: Double?
  /// What the code holds, in words.
  var code_words: String?
  /// Trained parameters.
  var parameters: Int?
  /// The image shape, `[channels, height, width]`.
  var image: [Int]?
  /// The name of the loss.
  var loss: String?
  /// The pixel range.
  var pixels: String?
  /// Why the shapes are not those of images that were read, one sentence; nil where they are.
  var notice: String?
}

extension StudioServer {
  var modelEndpoints: [Endpoint] {
    [
      Endpoint.change(.post, "/models/check", "The layers and the code of a network, or its errors by line") {
        (body: NetworkCheckBody, _) in try await check(body)
      }
    ]
  }

  private func check(_ body: NetworkCheckBody) async throws -> NetworkCheck {
    var data: [String: JSONValue] = ["dataset": .text(body.dataset.flatMap { $0.isEmpty ? nil : $0 } ?? "mnist")]
    data["resize"] = body.resize.map(JSONValue.text)
    data["colour"] = body.colour.map(JSONValue.text)
    data["augmentation"] = body.crop.flatMap { $0.isEmpty ? nil : .object(["crop": .text($0)]) }
    let network = RunDraftBody.NetworkText(text: body.text, language: body.language)
    var form = RunDraftBody(network: body.text == nil ? nil : network, model: body.model, data: data)
    form.source = body.text == nil ? "catalogue" : "network"
    let given = body.image.flatMap { $0.isEmpty ? nil : ImageShape($0) }
    if given == nil, let text = body.image, !text.isEmpty {
      throw WebError(fields: [FieldError("image", "expected channels, height and width such as 1x28x28, got \(text)")])
    }
    let plain = RunDraft(form)
    guard plain.errors.isEmpty else { throw WebError(fields: plain.errors) }
    guard given == nil, body.dataset?.isEmpty == false else {
      return try await newRun.checks { try Self.check(plain, given) }
    }
    // Images that are not there keep nobody from seeing the layers.
    let draft: RunDraft
    let obstacle: String?
    do {
      let (found, waitsFor) = try await self.draft(form)
      draft = found
      obstacle = waitsFor.map { "“\($0.title)” is still being made" }
    } catch let error as WebError where !error.fields.isEmpty {
      draft = plain
      obstacle = error.fields[0].message
    }
    let (paths, images) = (runPaths, newRun.images)
    return try await newRun.checks {
      var (shape, reason) = (draft.knownShape, obstacle)
      if obstacle == nil {
        do {
          shape = try Self.shape(of: draft, images, paths)
        } catch {
          reason = draft.missingImages(error)
        }
      }
      var check = try Self.check(draft, shape)
      if let reason, let image = check.image {
        check.notice = "\(reason); the shapes are those of \(image.map(String.init).joined(separator: "x")) images."
      }
      return check
    }
  }

  /// The shape of the images of `draft`; blocks.
  ///
  /// - Throws: why they cannot be read.
  private static func shape(of draft: RunDraft, _ images: RunImages, _ paths: RunPaths) throws -> ImageShape {
    // Any model will do to read the images as the run would.
    var plain = draft
    plain.replaceModel(with: "PCA")
    let plan = try RunPlan(plain, paths: paths, isMade: true)
    return try images.images(of: plan.entries[0].configuration, environment: paths.environment).shape
  }

  /// The network of `draft` for images of one shape; nil for the shape that it names itself.
  private static func check(_ draft: RunDraft, _ image: ImageShape?) throws -> NetworkCheck {
    do {
      let configuration: any ModelConfiguration
      var shape = image
      if let network = draft.network {
        let checked = try NetworkDescription.checked(text: network.text, file: network.file, image: image)
        shape = image ?? checked.0.image
        configuration = DeclaredModel(definition: network.text, file: network.file)
      } else {
        configuration = try ModelCatalogue.configuration(draft.value("model", "name") ?? "", draft.modelSettings())
      }
      let size = shape ?? type(of: configuration).defaultImage
      let model = try ModelSummary(
        TracedModel(configuration, image: size), of: configuration, scaling: configuration.pixelRange)
      return NetworkCheck(
        errors: [], layers: model.layers, encoder_layers: model.encoder_layers, code: model.code,
        compression: model.compression, code_words: model.code_words, parameters: model.parameters,
        image: model.image, loss: model.loss, pixels: model.pixels)
    } catch let error as NetworkError {
      let problems = zip(error.problems, error.lines).map { problem, line in
        NetworkCheck.Problem(line: line ?? 1, message: problem.withoutFile)
      }
      return NetworkCheck(errors: problems)
    } catch let error as any ReportedError {
      guard draft.network != nil else { throw WebError(fields: RunFieldErrors(draft).fields(of: error)) }
      return NetworkCheck(errors: [NetworkCheck.Problem(line: 1, message: error.report.withoutFile)])
    }
  }
}

extension Report {
  /// The report in words, without the file and the line that stand beside it.
  var withoutFile: String {
    var report = self
    let parts = (place ?? "").components(separatedBy: ", ").filter { part in
      !["model.yaml", "Torch.lua", "definition"].contains { part == $0 || part.hasPrefix("\($0):") }
    }
    let rest = parts.joined(separator: ", ")
    report.place = rest.isEmpty ? nil : rest
    return report.description
  }
}

extension RunDraft {
  /// The settings of the section `model`, in their types as far as text says them.
  func modelSettings() throws -> [String: SettingValue] {
    let section = sections.first { $0.name == "model" }
    guard let kind = RunForm.models.kind(value("model", "name")) else { return [:] }
    var values: [String: SettingValue] = [:]
    for setting in section?.settings ?? [] where setting.name != "name" {
      guard let description = kind.settings.first(where: { $0.name == setting.name }) else { continue }
      values[setting.name] = try description.value(setting.values[0])
    }
    return values
  }
}
