import HTTPTypes
import Web

extension StudioServer {
  /// The catalogue of models, a page for each, and the reproduction of presets.
  var cataloguePageEndpoints: [Endpoint] {
    let name = Parameter<String>.path("name", "The name of a model: VAE-400-20")
    let image = Parameter.text(
      "image", "The image shape of the layers, 1x28x28; that of the published model where it is empty", default: "",
      maxLength: 40)
    let preset = Parameter<String>.path("name", "The name of a preset: hinton-deep")
    let seeds = Parameter.integer("seeds", "The seeds to train; 0 for those of the preset", 0...100, default: 0)
    return Endpoint.page(
      "/models", "The models of the catalogue with their settings, and the presets", template: "models"
    ) { _ in
      try await modelList()
    } view: { document, _ in
      Self.modelsView(document)
    }
      + Endpoint.page(
        "/models/{name}", "A model: its source, objective, layers, presets and runs", [name, image], template: "model"
      ) { call in
        try await modelDocument(call(name), image: call(image))
      } view: { document, call in
        Self.modelView(document)
      }
      + Endpoint.page(
        "/presets/{name}", "A preset: its published figures, and what the runs here measure", [preset],
        template: "preset"
      ) { call in
        try await presetDocuments([Self.preset(call(preset))])[0]
      } view: { document, _ in
        Self.presetView(document)
      }
      + [
        .post(
          "/presets/{name}/reproduce", "Train the seeds of a preset, and measure its published figures",
          [preset, seeds], refusals: [.conflict]
        ) { call in
          let count = try call(seeds)
          return try await reproduce(call(preset), seeds: count == 0 ? nil : count)
        }
      ]
  }
}
