extension Dataset {
  /// The name as people write it: `Fashion-MNIST`; of a path, its last component without an ending; of a dataset.yaml its folder's.
  public var title: String {
    if let known = DatasetCatalogue.standard.known.first(where: { $0.name == name }) { return known.title }
    return ImageCollection.title(of: name)
  }
}
