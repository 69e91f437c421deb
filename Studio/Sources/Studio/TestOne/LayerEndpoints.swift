import Foundation
import Hourglass
import Hummingbird
import Web

extension StudioServer {
  /// The layers as one picture passes through them: a list, each layer opened, its pictures and values.
  var layerEndpoints: [Endpoint] {
    let id = Self.runID
    let subject = TestSubject.declared
    let layer = Parameter.path("layer", "The place of a layer in the list, from 0", 0...100_000)
    let tensor = Parameter.path(
      "tensor", "The place of an output or a parameter of the layer, from 0: outputs first, then parameters", 0...10_000
    )
    return Endpoint.page(
      "/runs/{id}/test/layers", "The layers of a run as one picture passes through them", [id] + subject,
      template: "test-layers", refusals: TestSubject.refusals
    ) { call in
      try await layerList(call)
    } view: { document, call in
      layerListView(document, try TestSubject(call))
    }
      + Endpoint.page(
        "/runs/{id}/test/layers/{layer}", "A layer of a run as one picture passes through it", [id, layer] + subject,
        template: "test-layer", refusals: TestSubject.refusals
      ) { call in
        try await layerDocument(call, at: call(layer))
      } view: { document, _ in
        layerView(document)
      }
      + [
        .bytes(
          .get, "/runs/{id}/test/layers/{layer}/{tensor}.png",
          "An output or a parameter of a layer as tiles on one scale of colours", [id, layer, tensor] + subject,
          type: "image/png", refusals: TestSubject.refusals
        ) { call in
          let (layer, tensor) = (try call(layer), try call(tensor))
          let bytes = try await layers(call) { model, groups in
            let group = try Self.group(groups, layer)
            let outputs = group.outputs.count
            let tiles =
              tensor < outputs
              ? LayerTiles(group.outputs[tensor].values, dimensions: group.outputs[tensor].dimensions)
              : LayerTiles(try Self.weight(group, tensor), of: model.shape)
            return try tiles.drawn().picture.png()
          }
          return .bytes(bytes, type: "image/png")
        },
        .bytes(
          .get, "/runs/{id}/test/layers/{layer}/{tensor}.npy",
          "The numbers of an output or a parameter of a layer, an array of NumPy", [id, layer, tensor] + subject,
          type: "application/octet-stream", refusals: TestSubject.refusals
        ) { call in
          let (layer, tensor) = (try call(layer), try call(tensor))
          let (name, bytes) = try await layers(call) { _, groups in
            let group = try Self.group(groups, layer)
            guard tensor < group.outputs.count else {
              let weight = try Self.weight(group, tensor)
              return (weight.name, NPYBytes.bytes(weight.values, dimensions: weight.dimensions))
            }
            let output = group.outputs[tensor]
            return (output.name, NPYBytes.bytes(output.values, dimensions: output.dimensions))
          }
          return .bytes(bytes, type: "application/octet-stream", download: "\(name.replacing(" ", with: "-")).npy")
        },
      ]
  }

  private func layerList(_ call: Call) async throws -> LayerListDocument {
    let (id, subject) = (try call(Self.runID), try TestSubject(call))
    let run = try await self.subject(id)
    let handle = try await model(run, subject)
    let picture = try await picture(subject, of: run)
    let base = "\(run.url)/test"
    let (count, entries) = try await handle { model in
      let learned = model.learnedNames
      let groups = LayerGroup.all(try model.layers(picture, subject))
      let entries = groups.enumerated().map { index, group in
        LayerEntry(group, index: index, learned: learned, url: "\(base)/layers/\(index)?\(subject.query)")
      }
      return (model.run.model.parameterCount, entries)
    }
    return LayerListDocument(
      id: run.id, name: run.name, title: picture.title, checkpoint: handle.checkpoint, learned_parameters: count,
      layers: entries, test_url: "\(base)?\(subject.query)")
  }

  private func layerDocument(_ call: Call, at index: Int) async throws -> LayerDocument {
    let (id, subject) = (try call(Self.runID), try TestSubject(call))
    let run = try await self.subject(id)
    let handle = try await model(run, subject)
    let picture = try await picture(subject, of: run)
    let (base, query) = ("\(run.url)/test", subject.query)
    let url = "\(base)/layers/\(index)"
    let (entry, outputs, weights) = try await handle { model in
      let learned = model.learnedNames
      let group = try Self.group(LayerGroup.all(try model.layers(picture, subject)), index)
      let outputs = group.outputs.enumerated().map { place, output in
        LayerTensor(output, url: "\(url)/\(place)", query: query)
      }
      let weights = group.weights.enumerated().map { place, weight in
        LayerTensor(
          weight, of: model.shape, isLearned: learned.contains(weight.name), url: "\(url)/\(outputs.count + place)",
          query: query)
      }
      return (LayerEntry(group, index: index, learned: learned, url: "\(url)?\(query)"), outputs, weights)
    }
    return LayerDocument(
      id: run.id, name: run.name, title: picture.title, checkpoint: handle.checkpoint, layer: entry, outputs: outputs,
      weights: weights, test_url: "\(base)?\(query)", layers_url: "\(base)/layers?\(query)")
  }

  /// What `body` makes of the layers that a request names.
  private func layers<Value: Sendable>(
    _ call: Call, _ body: @escaping @Sendable (LoadedModel, [LayerGroup]) throws -> Value
  ) async throws -> Value {
    let (id, subject) = (try call(Self.runID), try TestSubject(call))
    let run = try await self.subject(id)
    let handle = try await model(run, subject)
    let picture = try await picture(subject, of: run)
    return try await handle { model in try body(model, LayerGroup.all(try model.layers(picture, subject))) }
  }

  private static func group(_ groups: [LayerGroup], _ index: Int) throws(WebError) -> LayerGroup {
    guard groups.indices.contains(index) else {
      throw .notFound("the model has no layer \(index); expected 0 to \(groups.count - 1)")
    }
    return groups[index]
  }

  private static func weight(_ group: LayerGroup, _ tensor: Int) throws(WebError) -> ParameterInspection {
    let (weights, place) = (group.weights, tensor - group.outputs.count)
    guard weights.indices.contains(place) else {
      throw .notFound("\(group.name) has \(group.outputs.count + weights.count) outputs and parameters, not \(tensor)")
    }
    return weights[place]
  }
}
