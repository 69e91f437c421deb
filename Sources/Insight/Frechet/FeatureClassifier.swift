import Autoencoders
import ImageShapes
import NeuralNetworks
import Tensors

/// A small convolutional classifier, whose last hidden layer is the features of an image.
///
/// Convolutions of 3 x 3, each followed by ReLU and a maximum over 2 x 2: two, and more for images that would be larger
/// than 8 x 8 after them. Then a dense layer of ``featureCount`` rectified units, and the scores of the classes. The code is
/// the image itself, for `Trainer` trains autoencoders.
struct FeatureClassifier: ImageClassifier {
  /// The number of features.
  static let featureCount = 128
  static let schedule = ClassifierSchedule(epochs: 5, minSteps: 300)
  private static let maxFilters = 64

  let convolutions: [Conv2d]
  let dense: Linear
  let output: Linear
  let classes: Int
  private let image: ImageShape

  /// Creates the classifier for images of a shape.
  init(image: ImageShape, classes: Int) {
    var (channels, height, width) = (image.channels, image.height, image.width)
    var layers: [Conv2d] = []
    while layers.count < 2 || max(height, width) > 8, min(height, width) > 1 {
      let filters = min(16 << layers.count, Self.maxFilters)
      layers.append(Conv2d(channels, filters, kernel: 3, padding: 1))
      (channels, height, width) = (filters, height / 2, width / 2)
    }
    convolutions = layers
    dense = Linear(channels * height * width, Self.featureCount)
    output = Linear(Self.featureCount, classes)
    (self.classes, self.image) = (classes, image)
  }

  /// The images and the layers in words: `1x28x28 images, 3x3 convolutions of 16, 32 filters with ReLU and 2x2 max pooling, 128
  /// dense ReLU features`.
  var text: String {
    let filters = convolutions.map { "\($0.bias.count)" }.joined(separator: ", ")
    let head = convolutions.isEmpty ? "" : "3x3 convolutions of \(filters) filters with ReLU and 2x2 max pooling, "
    return "\(image) images, \(head)\(Self.featureCount) dense ReLU features"
  }

  /// The features, `[n, 128]`, at least 0.
  func embedding(of images: Tensor) -> Tensor {
    let pool = MaxPool2d(2)
    let maps = convolutions.reduce(images) { x, convolution in pool(relu(convolution(x))) }
    return relu(dense(maps.flattened()))
  }

  func scores(of images: Tensor) -> Tensor { output(embedding(of: images)) }

  func encode(_ images: Tensor) -> Tensor { images }
  func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(code) }
}
