/// A setting's value on TensorBoard's page HPARAMS.
public enum HyperParameterValue: Sendable, Equatable {
  /// A number.
  case number(Double)
  /// A name or any other text.
  case text(String)
  /// On or off.
  case flag(Bool)
}

/// The settings of a run, by which TensorBoard's page HPARAMS compares it with others.
///
/// They belong into the folder of the run; the events of its metrics into the same folder or those below it.
public struct HyperParameters: Sendable, Equatable {
  /// The values by name.
  public var values: [String: HyperParameterValue]
  /// The group of the run; runs of one group are one row with their mean metrics; empty for a row of its own.
  public var group: String

  /// Creates the settings; the arguments are the properties.
  ///
  /// Runs that differ in their seed alone may share a group.
  public init(_ values: [String: HyperParameterValue], group: String = "") {
    (self.values, self.group) = (values, group)
  }
}

/// The settings and the metrics that TensorBoard's page HPARAMS shows, with their headings.
///
/// TensorBoard takes the first one that it finds in any run for all runs. Without one it shows every setting of every
/// run, those that differ first, and every scalar: better for runs that differ in what they can set.
public struct HyperParameterExperiment: Sendable, Equatable {
  /// A setting.
  public struct Parameter: Sendable, Equatable {
    /// The type of a setting's values.
    public enum Kind: Sendable {
      /// A number.
      case number
      /// A name or any other text.
      case text
      /// On or off.
      case flag
    }
    /// The name as in ``HyperParameters/values``.
    public var name: String
    /// The type of its values.
    public var kind: Kind
    /// The heading; empty for the name.
    public var title: String

    /// Creates a setting; the arguments are the properties.
    public init(_ name: String, kind: Kind, title: String = "") {
      (self.name, self.kind, self.title) = (name, kind, title)
    }
  }

  /// A scalar.
  public struct Metric: Sendable, Equatable {
    /// The tag of the scalar.
    public var tag: String
    /// The folder of its events below the folder of the run: `validation`; empty for the folder of the run.
    public var folder: String
    /// The heading; empty for folder and tag.
    public var title: String

    /// Creates a metric; the arguments are the properties.
    public init(tag: String, folder: String = "", title: String = "") {
      (self.tag, self.folder, self.title) = (tag, folder, title)
    }
  }

  /// The settings to show.
  public var parameters: [Parameter]
  /// The metrics to show.
  public var metrics: [Metric]

  /// Creates an experiment; the arguments are the properties.
  public init(parameters: [Parameter], metrics: [Metric]) {
    (self.parameters, self.metrics) = (parameters, metrics)
  }
}

/// How a run ended, on TensorBoard's page HPARAMS.
public enum RunStatus: Sendable {
  /// The run did what it was to do.
  case success
  /// The run stopped for an error.
  case failure
  /// The run goes on, or was interrupted.
  case running
}
