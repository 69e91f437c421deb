import Hourglass

/// A tensor of a layer in a few numbers, and where its picture and its values are.
struct LayerTensor: Codable, Sendable {
  /// `encoder.0`, `encoder.0 relu`, `encoder.0.weight`.
  var name: String
  /// What computes it; empty for a parameter.
  var operation: String
  /// The dimensions for one image.
  var dimensions: [Int]
  /// Whether training changes it; false for outputs and statistics.
  var is_learned: Bool
  var statistics: ValueStatistics
  /// The address of the picture below the server's root.
  var picture_url: String
  /// The tiles of the picture, and those that are left out.
  var tiles: Int
  var left_out: Int
  /// What is left out, in words; null where nothing is.
  var left_out_note: String?
  /// The size in pixels at which the picture is shown, a multiple of its own.
  var width: Int
  var height: Int
  /// Whether the picture is red, green and blue; otherwise a scale from dark blue to yellow.
  var is_colour: Bool
  /// The address of the values as an array of NumPy, below the server's root.
  var values_url: String
}

/// A layer in a list.
struct LayerEntry: Codable, Sendable {
  /// Its place, from 0.
  var index: Int
  /// `encoder.0`.
  var name: String
  /// What computes it, the functions after it included: `convolution`, `relu`.
  var operations: [String]
  /// The dimensions of its last output for one image.
  var dimensions: [Int]
  /// Learned parameters.
  var parameters: Int
  /// Whether the reconstruction depends on it; false for what training alone uses, such as a log-variance.
  var is_in_reconstruction: Bool
  /// The distribution of its last output.
  var statistics: ValueStatistics
  /// The address of its page below the server's root.
  var url: String
}

/// The layers as one picture passes through them, as JSON.
struct LayerListDocument: Codable, Sendable {
  var id: String
  var name: String
  /// What the picture is called.
  var title: String
  var checkpoint: LoadedCheckpoint
  /// Learned parameters of the whole model; tied ones count once.
  var learned_parameters: Int
  var layers: [LayerEntry]
  /// The address of the page of the test below the server's root.
  var test_url: String
}

/// A layer opened: its output before and after its functions, and its parameters, as JSON.
struct LayerDocument: Codable, Sendable {
  var id: String
  var name: String
  /// What the picture is called.
  var title: String
  var checkpoint: LoadedCheckpoint
  var layer: LayerEntry
  var outputs: [LayerTensor]
  var weights: [LayerTensor]
  /// The addresses of the page of the test, and of the layers, below the server's root.
  var test_url: String
  var layers_url: String
}

/// The outputs and the parameters of one layer.
struct LayerGroup {
  /// The path of the layer.
  let name: String
  /// Its output, and those of the functions after it.
  var outputs: [LayerInspection]

  /// The layers of inspected outputs, in order.
  static func all(_ layers: [LayerInspection]) -> [LayerGroup] {
    var groups: [LayerGroup] = []
    for layer in layers {
      let name = String(layer.name.prefix { $0 != " " })
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].outputs.append(layer)
      } else {
        groups.append(LayerGroup(name: name, outputs: [layer]))
      }
    }
    return groups
  }

  /// The parameters.
  var weights: [ParameterInspection] { outputs.flatMap(\.parameters) }
}

extension LayerEntry {
  /// A layer in the list of a model whose parameters called `learned` are trained.
  init(_ group: LayerGroup, index: Int, learned: Set<String>, url: String) {
    (self.index, name, self.url) = (index, group.name, url)
    operations = group.outputs.map { OperationTitle.title($0.operation) }
    let last = group.outputs[group.outputs.count - 1]
    (dimensions, statistics, is_in_reconstruction) = (last.dimensions, last.activations, last.isInReconstruction)
    parameters = group.weights.reduce(0) { $0 + (learned.contains($1.name) ? $1.statistics.count : 0) }
  }
}

extension LayerTensor {
  init(_ output: LayerInspection, url: String, query: String) {
    self.init(
      name: output.name, operation: OperationTitle.title(output.operation), dimensions: output.dimensions,
      isLearned: false,
      output.activations, LayerTiles(output.values, dimensions: output.dimensions), url, query)
  }

  init(_ weight: ParameterInspection, of image: ImageShape, isLearned: Bool, url: String, query: String) {
    self.init(
      name: weight.name, operation: "", dimensions: weight.dimensions, isLearned: isLearned, weight.statistics,
      LayerTiles(weight, of: image), url, query)
  }

  private init(
    name: String, operation: String, dimensions: [Int], isLearned: Bool, _ statistics: ValueStatistics,
    _ tiles: LayerTiles, _ url: String, _ query: String
  ) {
    (self.name, self.operation, self.dimensions, is_learned) = (name, operation, dimensions, isLearned)
    self.statistics = statistics
    (picture_url, values_url) = ("\(url).png?\(query)", "\(url).npy?\(query)")
    (self.tiles, left_out, left_out_note, is_colour) = (tiles.shown, tiles.leftOut, tiles.words, tiles.isColour)
    (width, height) = tiles.displaySize
  }
}

extension LoadedModel {
  /// The names of the parameters that training changes; of a model without training, of all that are computed.
  var learnedNames: Set<String> {
    let table = run.model.parameters
    return Set(table.filter { run.model.stages.isEmpty || $0.parameter.role.isTrained }.map(\.name))
  }
}
