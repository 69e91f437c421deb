extension Dataset {
  /// The title of a known data set, `Fashion-MNIST`; for a path, its last component without file extension; for a
  /// dataset.yaml, its folder's name.
  public var title: String {
    if let known = DatasetCatalogue.standard.known.first(where: { $0.name == name }) { return known.title }
    return ImageCollection.title(of: name)
  }
}
