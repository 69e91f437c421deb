/// How a device computes.
public struct DeviceOptions: Hashable, Sendable {
  /// The precision of products and convolutions; sums and all else are in float32.
  public enum Precision: String, CaseIterable, Hashable, Sendable {
    /// Float32 throughout.
    case float32
    /// NVIDIA's TensorFloat-32: factors with 10 bits of mantissa.
    case tf32
    /// Brain floats, as TPUs multiply: factors with 7 bits of mantissa.
    case bf16

    /// The precisions of a platform; the first is the default.
    package static func known(on platform: String) -> [Precision] {
      switch platform {
      case "cuda", "rocm", "sycl", "gpu": [.float32, .tf32]
      case "tpu": [.float32, .bf16]
      default: [.float32]
      }
    }
  }

  /// The precision of products and convolutions.
  public var precision: Precision
  /// Whether the same program gives the same bits each time; slower on GPUs.
  public var isDeterministic: Bool

  /// Creates options; by default float32, and as fast as the device is.
  public init(precision: Precision = .float32, isDeterministic: Bool = false) {
    (self.precision, self.isDeterministic) = (precision, isDeterministic)
  }
}
