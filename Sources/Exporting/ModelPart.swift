/// The part of a model that is exported.
public enum ModelPart: String, CaseIterable, Sendable {
  /// From images to codes.
  case encoder
  /// From codes to images.
  case decoder
  /// From images to their reconstructions and codes.
  case whole
}

/// How images are given to an exported model.
public enum ImageInput: String, CaseIterable, Sendable {
  /// Bytes, 0 to 255.
  case bytes
  /// Numbers from 0 to 1.
  case pixels
}
