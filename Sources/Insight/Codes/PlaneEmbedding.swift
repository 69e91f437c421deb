public import Statistics

/// A map of codes to the plane.
public enum PlaneEmbedding: Hashable, Sendable {
  /// The first two principal components.
  case principalComponents
  /// t-SNE with its default settings (van der Maaten, 2014).
  case tsne(seed: UInt64)
  /// UMAP with its default settings (McInnes, Healy and Melville, 2018).
  case umap(seed: UInt64)
}

extension RunCodes {
  /// The codes as points in the plane, `[n, 2]`.
  ///
  /// t-SNE and UMAP start from the first fifty principal components where a code has more dimensions. Codes of one
  /// dimension have no second principal component: they lie on the line y = 0.
  ///
  /// - Parameters:
  ///   - embedding: The map.
  ///   - progress: Receives the share of the work of t-SNE or UMAP that is done; nil for nobody.
  /// - Throws: `StatisticsError` for too few codes, values that are not finite, or where `progress` returns false.
  public func plane(by embedding: PlaneEmbedding, progress: ComputationProgress? = nil) throws -> [Float] {
    switch embedding {
    case .principalComponents: return size == 1 ? codes.flatMap { [$0, 0] } : try reduced(to: 2).codes
    case .tsne(let seed):
      var method = TSNE()
      method.seed = seed
      let (codes, size) = try reduced(to: 50)
      return try method.embed(codes, size: size, progress: progress).positions
    case .umap(let seed):
      var method = UMAP()
      method.seed = seed
      let (codes, size) = try reduced(to: 50)
      return try method.embed(codes, size: size, progress: progress)
    }
  }

  /// The first principal components; the codes themselves where they have no more dimensions.
  private func reduced(to components: Int) throws -> (codes: [Float], size: Int) {
    guard size > components else { return (codes, size) }
    let found = try PrincipalComponents(of: codes, size: size, count: min(components, count))
    return (found.codes(of: codes), min(components, count))
  }
}
