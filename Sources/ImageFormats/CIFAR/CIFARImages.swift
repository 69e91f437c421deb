/// The two parts of CIFAR-10 or CIFAR-100.
public struct CIFARImages: Sendable {
  /// The training images, 50,000 where the files are those published.
  public let training: any ImageSource
  /// Nil where its file is not there.
  public let test: (any ImageSource)?
}
