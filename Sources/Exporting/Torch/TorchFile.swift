import Autoencoders
import ImageShapes
import Tensors

/// The file of Python that defines a module.
struct TorchFile {
  let className: String
  let layers: TorchLayers
  let image: ImageShape
  let pixels: PixelMap

  /// The text of the file.
  ///
  /// - Throws: ``TorchError``.
  func text(
    encoder: ExportedProgram, decoder: ExportedProgram?, whole: ExportedProgram, title: String, facts: [String: String]
  ) throws(TorchError) -> String {
    let needsLabels = [encoder, decoder, whole].contains { $0?.inputNames.contains(ImageLabels.inputName) == true }
    func labels(_ program: ExportedProgram) -> String {
      program.inputNames.contains(ImageLabels.inputName) ? ", labels" : ""
    }
    let images = pixels.expression(of: "images")
    var methods = [initializer, loader]
    methods.append(
      method(
        "encode(self, images\(labels(encoder)))", "Codes [n, \(encoder.codeSize)] of images, pixels from 0 to 1.",
        try body(encoder, given: ["images": images], size: "images")))
    if let decoder {
      methods.append(
        method(
          "decode(self, code\(labels(decoder)))", "Images [n, \(Python.list(image.dimensions))] of codes.",
          try body(decoder, given: ["code": "code"], size: "code")))
    }
    let all = labels(whole)
    let forward: [String]
    if let decoder, whole.decodesItsCode {
      forward = ["code = self.encode(images\(labels(encoder)))", "return self.decode(code\(labels(decoder))), code"]
    } else {
      forward = try body(whole, given: ["images": images], size: "images")
    }
    methods.append(
      method(
        "forward(self, images\(all))", "Reconstructions of images, and their codes.",
        forward))
    let uses = methods.joined()
    let imports =
      (uses.contains("math.") ? ["import math", ""] : []) + ["import torch"]
      + (uses.contains("F.") ? ["import torch.nn.functional as F"] : []) + [
        "from safetensors.torch import load_file", "from torch import nn",
      ]
    return """
      \"""\(Self.plain(title)), written by Hourglass.

          model = \(className).load("model.safetensors")
          reconstructions, codes = model(images\(needsLabels ? ", labels" : ""))

      Images are [n, \(Python.list(image.dimensions))], pixels from 0 to 1\(needsLabels ? "; labels are class numbers [n]" : "").

      \(facts.sorted { $0.key < $1.key }.map { "\($0.key): \(Self.plain($0.value))" }.joined(separator: "\n"))
      \"""
      \(imports.joined(separator: "\n"))
      \(group)

      class \(className)(nn.Module):
      \(methods.joined(separator: "\n"))
      """
  }

  /// `text` without what would end a text in Python.
  private static func plain(_ text: String) -> String {
    text.replacing("\\", with: "/").replacing("\"\"\"", with: "'''")
  }

  private static let group = """


    class Group(nn.Module):
        \"""Layers and parameters by name.\"""

        def __init__(self, /, **parts):
            super().__init__()
            for name, part in parts.items():
                (self._parameters if isinstance(part, nn.Parameter) else self._modules)[name] = part

        def __getitem__(self, name):
            return self._modules[name] if name in self._modules else self._parameters[name]

    """

  /// The class of groups, where there are any; nothing else.
  private var group: String {
    layers.hasGroups ? Self.group + (layers.hasPart(named: "training") ? Self.training : "") : ""
  }

  /// What a group with a part called `training` needs: PyTorch sets an attribute so called.
  private static let training = """
        def train(self, mode=True):
            for part in self._modules.values():
                part.train(mode)
            return self

    """

  private var initializer: String {
    let lines = ["super().__init__()"] + layers.lines
    return "    def __init__(self):\n" + lines.map { "        \($0)\n" }.joined()
  }

  private var loader: String {
    """
        @classmethod
        def load(cls, path):
            \"""The model with the state in a file, for inference.\"""
            model = cls()
            model.load_state_dict(load_file(path))
            return model.eval()

    """
  }

  private func method(_ signature: String, _ summary: String, _ lines: [String]) -> String {
    "    def \(signature):\n        \"\"\"\(summary)\"\"\"\n" + lines.map { "        \($0)\n" }.joined()
  }

  /// The lines that compute the results of a program, from inputs by name.
  private func body(
    _ exported: ExportedProgram, given: [String: String], size: String
  ) throws(TorchError) -> [String] {
    let method = try TorchMethod(
      exported.program, layers,
      inputs: given.merging([ImageLabels.inputName: "labels.reshape(-1, 1).to(\(size))"]) { $1 },
      size: "\(size).shape[0]")
    let inverse = pixels.inverse
    let results = exported.results.map { name, result in
      let value = method.expression(result.node.id)
      guard name == ExportedProgram.reconstructionName else { return value }
      return Python.affine(value, inverse.factor, inverse.summand)
    }
    return method.lines + ["return \(results.joined(separator: ", "))"]
  }
}

extension PixelMap {
  /// The values that the model reads, from an expression of pixels.
  fileprivate func expression(of pixels: String) -> String {
    Python.affine(pixels, factor, summand)
  }
}

extension Python {
  /// `value · factor + summand`, without what changes nothing.
  static func affine(_ value: String, _ factor: Float, _ summand: Float) -> String {
    let product = factor == 1 ? value : "\(value) * \(number(factor))"
    if summand == 0 { return product }
    return summand < 0 ? "\(product) - \(number(-summand))" : "\(product) + \(number(summand))"
  }
}

extension ExportedProgram {
  /// Whether the reconstruction depends on the images by their code alone.
  var decodesItsCode: Bool {
    let graph = program.graph
    guard let reconstruction = results.first(where: { $0.name == Self.reconstructionName })?.result.node.id,
      var code = results.first(where: { $0.name == Self.codeName })?.result.node.id
    else { return false }
    var known: Set = [code]
    while graph.nodes[code].operation is Reshaping {
      code = graph.nodes[code].inputs[0]
      known.insert(code)
    }
    var open = [reconstruction]
    while let id = open.popLast() {
      guard known.insert(id).inserted || id == reconstruction else { continue }
      if (graph.nodes[id].operation as? Input)?.inputName == Self.imagesName { return false }
      open += graph.nodes[id].inputs
    }
    return true
  }

  /// The names of the inputs that the results need.
  var inputNames: Set<String> {
    let graph = program.graph
    return Set(NeededNodes(program).nodes.compactMap { (graph.nodes[$0].operation as? Input)?.inputName })
  }
}
