/// A chart of several scalars on TensorBoard's page CUSTOM SCALARS, such as a loss and its yardsticks.
public struct ScalarChart: Sendable, Equatable {
  /// The title.
  public var title: String
  /// The heading under which the chart stands; charts of one heading follow one another.
  public var category: String
  /// Regular expressions; the chart has a line for each tag that one of them matches from its start, in each run.
  public var tags: [String]

  /// Creates a chart; the arguments are the properties.
  public init(title: String, category: String, tags: [String]) {
    (self.title, self.category, self.tags) = (title, category, tags)
  }
}
