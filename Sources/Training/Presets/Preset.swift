/// Named settings: a model as it was published, with its published figures.
public struct Preset: Sendable {
  /// The name in commands: `hinton-deep`.
  public var name: String
  /// What is trained, and who published it, in one line.
  public var summary: String
  /// The settings, as the text of a run file.
  public var runFile: String
  /// The published figures; empty where there are none.
  public var figures: [PublishedFigure]
  /// Seeds that a reproduction trains.
  public var seeds: Int
  /// The code dimension of the PCA that is fitted for comparison; nil for none.
  public var comparesWithPCA: Int?

  init(
    _ name: String, _ summary: String, seeds: Int = 1, pca: Int? = nil, figures: [PublishedFigure] = [],
    runFile: String
  ) {
    (self.name, self.summary, self.runFile) = (name, summary, runFile)
    (self.figures, self.seeds, comparesWithPCA) = (figures, seeds, pca)
  }

  /// The settings.
  /// - Throws: ``RunFileError`` for a mistake in the preset.
  public func settings() throws -> RunSettings { try RunFile(yaml: runFile, path: "preset \(name)").settings }
}
