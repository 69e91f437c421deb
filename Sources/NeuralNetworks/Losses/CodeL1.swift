public import Tensors

/// Σ |h| over the elements of each image's code: `[n, …]` gives `[n]`.
public func codeL1(_ code: Tensor) -> Tensor { code.absolute().summedPerSample() }
