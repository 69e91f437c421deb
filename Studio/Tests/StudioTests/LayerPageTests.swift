import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

/// The layers of a run as a picture passes through them.
@Suite(.serialized) struct LayerPageTests {
  @Test func `a layer shows its output before and after its activation, and its weights`() async throws {
    let place = try DataSetPlace()
    try place.begin("one", AE(), shape: ImageShape(channels: 1, height: 8, width: 8))
    try await place.askOfRuns { ask in
      let sent = try await ask.sendPicture(DataSetPlace.png())
      let list: LayerListDocument = try await ask(.get, "/runs/one/test/layers.json?image=\(sent.id)").decoded()
      #expect(list.layers.map(\.name) == ["encoder", "decoder"])
      #expect(list.layers.map(\.operations) == [["linear", "relu"], ["linear", "sigmoid"]])
      #expect(list.layers.map(\.parameters) == [128 * 64 + 128, 64 * 128 + 64])
      #expect(list.learned_parameters == list.layers.reduce(0) { $0 + $1.parameters })
      #expect(list.layers.allSatisfy { $0.statistics.histogram.count == 20 })
      let layer: LayerDocument = try await ask(.get, "/runs/one/test/layers/0.json?image=\(sent.id)").decoded()
      #expect(layer.outputs.map(\.name) == ["encoder", "encoder relu"])
      #expect(layer.weights.map(\.name) == ["encoder.weight", "encoder.bias"])
      #expect(layer.weights.allSatisfy { $0.is_learned } && layer.weights[0].dimensions == [128, 64])
      #expect(layer.outputs[1].statistics.minimum >= 0 && layer.outputs[0].statistics.minimum < 0)
      // A unit's weights are an image; no more than 256 are drawn, and there are 128.
      #expect((layer.weights[0].tiles, layer.weights[0].left_out) == (128, 0))
      let array = try await ask(.get, "/\(layer.outputs[1].values_url)").bytes
      #expect(array.starts(with: [0x93] + Array("NUMPY".utf8)) && array.count == 128 + 4 * 128)
      let page = try await ask(.get, "/runs/one/test/layers?image=\(sent.id)").text
      #expect(page.contains("in all") && page.contains("<summary>") && !page.contains("style="))
      let opened = try await ask(.get, "/runs/one/test/layers/0?image=\(sent.id)").text
      #expect(
        opened.contains("encoder relu") && opened.contains("Histogram of encoder.weight") && !opened.contains("style="))
      for wrong in ["2.json", "0/4.png", "0/4.npy", "-1.json", "x.json"] {
        let status = try await ask(.get, "/runs/one/test/layers/\(wrong)?image=\(sent.id)").status
        #expect(status == 404 || status == 400, "\(wrong): \(status)")
      }
      try await #expect(ask(.get, "/runs/one/test/layers.json").errors["image"] != nil)
    }
  }

  @Test func `tiles beyond those that fit are counted`() throws {
    let many = LayerTiles([Float](repeating: 1, count: 400 * 4), dimensions: [400, 2, 2])
    #expect((many.shown, many.leftOut) == (256, 144))
    #expect(many.words == "256 of 400 tiles; 144 left out")
    let wide = LayerTiles([Float](repeating: 1, count: 64 * 224 * 224), dimensions: [64, 224, 224])
    let drawn = try wide.drawn().picture
    #expect(wide.shown == 9 && wide.leftOut == 55)
    #expect(drawn.width <= 1210 && drawn.height <= 1210 && wide.displaySize == (drawn.width, drawn.height))
    // The page enlarges pictures that would take long to encode.
    let large = LayerTiles([Float](repeating: 1, count: 128 * 784), dimensions: [128, 28, 28])
    let picture = try large.drawn().picture
    #expect(picture.width * picture.height <= 170_000)
    #expect(large.displaySize.width.isMultiple(of: picture.width))
    #expect(large.displaySize.height.isMultiple(of: picture.height))
    let colour = LayerTiles([Float](repeating: 1, count: 3 * 64), dimensions: [3, 8, 8])
    #expect(colour.isColour && colour.shown == 1 && colour.words == nil)
    let units = LayerTiles([Float](repeating: 0, count: 5000), dimensions: [5000])
    #expect((units.shown, units.leftOut) == (4096, 904))
    let matrix = LayerTiles([Float](repeating: 0, count: 700 * 10), dimensions: [700, 10])
    #expect(matrix.words == "the first 320 rows and 10 columns; 3,800 numbers left out")
  }

  @Test(arguments: ModelCatalogue.kinds.map { $0.name })
  func `every layer of every model is opened`(_ name: String) async throws {
    let place = try DataSetPlace()
    let kind = try ModelCatalogue.kind(named: name)
    // The published size of this one's code would be 19 million parameters.
    let shape = kind == ImageNetAE.self ? ImageShape(channels: 3, height: 16, width: 16) : kind.defaultImage
    try place.begin("one", kind.init(), shape: shape)
    try await place.askOfRuns { ask in
      let sent = try await ask.sendPicture(DataSetPlace.png(width: shape.width, height: shape.height, step: 5))
      let query = "image=\(sent.id)&label=0"
      let tested: TestDocument = try await ask(.get, "/runs/one/test.json?\(query)").decoded()
      #expect(tested.result?.pictures.isEmpty == false)
      let list: LayerListDocument = try await ask(.get, "/runs/one/test/layers.json?\(query)").decoded()
      #expect(!list.layers.isEmpty)
      let model = try TracedModel(kind.init(), image: shape)
      let learned = model.parameters.filter { model.stages.isEmpty || $0.parameter.role.isTrained }
      var opened: Set<String> = []
      for entry in list.layers {
        let layer: LayerDocument = try await ask(.get, "/runs/one/test/layers/\(entry.index).json?\(query)").decoded()
        #expect(!layer.outputs.isEmpty)
        try await #expect(ask(.get, "/\(entry.url)").status == 200)
        opened.formUnion(layer.weights.map(\.name))
        for tensor in layer.outputs + layer.weights {
          let picture = try await ask(.get, "/\(tensor.picture_url)")
          #expect(
            picture.status == 200 && picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(name), \(tensor.name)")
        }
      }
      // Every parameter is of one layer.
      #expect(Set(model.parameters.map(\.name)).subtracting(opened).isEmpty, "\(name)")
      #expect(list.layers.reduce(0) { $0 + $1.parameters } == learned.reduce(0) { $0 + $1.parameter.count }, "\(name)")
      let aside = list.layers.filter { !$0.is_in_reconstruction }.map(\.name)
      switch name {
      case "VAE", "BetaVAE", "IWAE": #expect(aside == ["logVariance"])
      case "AAE": #expect(aside == ["0", "1", "3", "4"].map { "discriminator.\($0)" })
      case "AE", "PCA", "VQ-VAE": #expect(aside.isEmpty)
      default: break
      }
    }
  }
}
