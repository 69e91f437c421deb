public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A recurrent network reads an image row by row; another starts from its last state and writes the rows: 1,641,500
/// parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`Seq2SeqAE`), after I. Sutskever, O. Vinyals and Q. Le, "Sequence
/// to Sequence Learning with Neural Networks", 2014. In training the decoder reads the preceding rows of the image,
/// starting with zeros; in inference it reads its own. Weights and biases start as in the collection's
/// `FastLSTM`: uniform in ±1/√inputs for those of the input, in ±1/√units for those of the state. The published training
/// clamps each gradient to ±10: use the training setting `clamp`.
public struct Seq2SeqAE: ModelConfiguration {
  public static let name = "Seq2SeqAE"
  public static let summary = "rows of the image through 2 LSTMs of 256, and back through 2 from their last state"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy of the rows. One recurrent network reads them; another starts from its last state and "
      + "writes them.",
    "L = BCE(x, x′)", "hₜ = LSTM(rowₜ, hₜ₋₁),  row′ₜ = σ(V h′ₜ + c),  h′ₜ = LSTM′(rowₜ₋₁, h′ₜ₋₁),  h′₀ = last h")
  public static let settings: [Setting<Self>] = [
    .size("units", \.units, help: "Units of each LSTM."),
    .size("layers", \.layers, help: "Stacked LSTMs of the encoder, and of the decoder."),
  ]

  public var units = 256
  public var layers = 2

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    let row = image.channels * image.width
    // Torch's FastLSTM is two linear layers; each is initialised with its own fan-in.
    func lstm(_ inputs: Int) -> LSTM {
      let start = Initializer.torchUniform(fanIn: inputs)
      return LSTM(inputs, units, weight: start, hiddenWeight: .torchUniform(fanIn: units), bias: start)
    }
    func lstms() -> [LSTM] { (0..<layers).map { lstm($0 == 0 ? row : units) } }
    return Network(
      image: image, encoder: lstms(), decoder: lstms(), output: Linear(units, row), reconstructionLoss: loss)
  }

  struct Network: Autoencoder {
    let image: ImageShape
    let encoder: [LSTM]
    let decoder: [LSTM]
    let output: Linear
    let reconstructionLoss: ReconstructionLoss

    /// The last state of each of the encoder's LSTMs.
    func encode(_ images: Tensor) -> [LSTM.State] {
      var sequence = rows(of: images)
      return encoder.compactMap { lstm in
        let (outputs, state) = lstm(sequence)
        sequence = outputs
        return state
      }
    }

    /// The last output of the encoder's last LSTM, `[n, 256]`.
    func embedding(of images: Tensor) -> Tensor {
      let states = encode(images)
      return states[states.count - 1].hidden
    }

    /// Decodes by feeding the decoder its own rows.
    func decode(_ code: [LSTM.State]) -> DecoderOutput {
      var states = code
      var row = blankRow(code)
      let logits = (0..<image.height).map { _ in
        let next = write(row, &states)
        row = sigmoid(next)
        return next
      }
      return DecoderOutput(joined(logits), .sigmoid)
    }

    /// Decodes by feeding the decoder the preceding rows of `images`.
    func decode(_ code: [LSTM.State], reading images: Tensor) -> DecoderOutput {
      var states = code
      let read = [blankRow(code)] + rows(of: images).dropLast()
      return DecoderOutput(joined(read.map { write($0, &states) }), .sigmoid)
    }

    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let code = encode(images)
      let isTraining = images.graph.purpose == .training
      return reconstructionLoss(isTraining ? decode(code, reading: target) : decode(code), target)
    }

    /// One step of the decoder: the row after `row`, before the sigmoid.
    private func write(_ row: Tensor, _ states: inout [LSTM.State]) -> Tensor {
      var x = row
      for (index, lstm) in decoder.enumerated() {
        states[index] = lstm.step(x, states[index])
        x = states[index].hidden
      }
      return output(x)
    }

    /// A row of zeros, `[n, c w]`.
    private func blankRow(_ code: [LSTM.State]) -> Tensor {
      (0 * code[0].hidden.summedPerSample()).broadcast(to: [image.channels * image.width])
    }

    /// The rows of all channels, top to bottom: h tensors `[n, c w]`.
    private func rows(of images: Tensor) -> [Tensor] {
      let rows = images.rows(of: image.width)
      guard image.channels > 1 else { return rows }
      return (0..<image.height).map { y in
        concatenated((0..<image.channels).map { rows[$0 * image.height + y] })
      }
    }

    /// Joins rows into `[n, c, h, w]`: the inverse of ``rows(of:)``.
    private func joined(_ rows: [Tensor]) -> Tensor {
      let width = image.width
      let planes = (0..<image.channels).flatMap { c in
        image.channels > 1 ? rows.map { $0.sliced(c * width..<(c + 1) * width) } : rows
      }
      return concatenated(planes).reshaped(to: image.dimensions)
    }
  }
}
