import Foundation
import Hourglass
import Web

/// A network as text.
struct NetworkDocument: Codable, Sendable {
  /// The text of a model file or a Torch listing.
  var text: String
  /// `yaml` or `lua`.
  var language: String
}

extension StudioServer {
  var customizingEndpoints: [Endpoint] {
    let name = Parameter.text("model", "The model of the catalogue")
    let image = Parameter.text("image", "The image shape, such as 1x28x28; the model's by default", default: "")
    let language = Parameter<NetworkLanguage>.choice("language", "A model file, or a Torch listing", default: .yaml)
    return [
      Endpoint.post("/models/customize", "A model of the catalogue as text, to be edited", [name, image, language]) {
        call in
        let (model, shape, language) = (try call(name), try call(image), try call(language))
        return try await newRun.checks {
          do {
            let configuration = try ModelCatalogue.configuration(model)
            let image = ImageShape(shape) ?? type(of: configuration).defaultImage
            guard let network = try configuration.network(for: image) else {
              throw WebError(fields: [FieldError("model", "\(model) is more than a list of layers and has no text")])
            }
            let text = language == .lua ? try network.torch(for: image) : network.yaml
            // The data set says the shape.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
              !$0.hasPrefix("image: ")
            }
            return NetworkDocument(text: lines.joined(separator: "\n"), language: language.rawValue)
          } catch let error as any ReportedError {
            throw WebError(fields: [FieldError("model", error.report.sentence)])
          }
        }
      }
    ]
  }
}

/// The languages of networks.
enum NetworkLanguage: String, CaseIterable, Sendable {
  case yaml, lua
}
