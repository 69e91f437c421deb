/// The two parts of CIFAR-10 or CIFAR-100.
public struct CIFARImages: Sendable {
  /// The training images, 50,000 in the published files.
  public let training: any ImageSource
  /// The test images; nil without their file.
  public let test: (any ImageSource)?
}
