import Autoencoders
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing

/// What tables and drawings show of models before they are trained.
@Suite struct ModelOutlineTests {
  @Test func `each model is in one family`() {
    let grouped = ModelCatalogue.families.flatMap(\.kinds).map { $0.name }
    #expect(grouped.sorted() == ModelCatalogue.names.sorted())
  }

  @Test func `an outline has the layers, the code and the parameters of every model`() throws {
    for kind in ModelCatalogue.kinds {
      let model = try TracedModel(kind.init(), image: kind.defaultImage)
      let outline = try ModelOutline(model, of: kind.init())
      #expect(outline.codeSize == (try model.encoding().code.shape.count), "\(kind.name)")
      #expect(outline.parameters == model.parameterCount, "\(kind.name)")
      #expect(!outline.layers.isEmpty && outline.layers.allSatisfy { !$0.output.isEmpty }, "\(kind.name)")
      if let count = outline.encoderCount { #expect((1..<outline.layers.count).contains(count), "\(kind.name)") }
    }
  }

  @Test func `the outline of layers is that of their plan`() throws {
    let outline = try ModelOutline(TracedModel(AE(), image: AE.defaultImage), of: AE())
    #expect(outline.layers.map(\.output) == [[784], [128], [784], [1, 28, 28]])
    #expect(outline.encoderCount == 2)
    #expect(outline.layers.reduce(0) { $0 + $1.parameters } == outline.parameters)
    #expect(outline.layers.contains { $0.operations ?? 0 > 0 })
  }
}
