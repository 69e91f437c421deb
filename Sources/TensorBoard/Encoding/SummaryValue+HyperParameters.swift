internal import SwiftProtobuf

extension Tensorboard_Summary.Value {
  /// The prefix of the tags of the page HPARAMS.
  static let hyperParameterPrefix = "_hparams_/"

  /// The start of a run with these settings, in seconds since 1970.
  init(_ parameters: HyperParameters, startedAt time: Double) {
    var start = Tensorboard_Hparams_SessionStartInfo()
    start.groupName = parameters.group
    start.startTimeSecs = time
    start.hparams = parameters.values.mapValues { value in
      switch value {
      case .number(let number) where number.isFinite: Google_Protobuf_Value(numberValue: number)
      // JSON, in which the page receives the settings, has no such number.
      case .number(let number): Google_Protobuf_Value(stringValue: "\(number)")
      case .text(let text): Google_Protobuf_Value(stringValue: text)
      case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
      }
    }
    self.init("session_start_info", .sessionStartInfo(start))
  }

  /// The end of a run, in seconds since 1970.
  init(_ status: RunStatus, endedAt time: Double) {
    var end = Tensorboard_Hparams_SessionEndInfo()
    end.endTimeSecs = time
    end.status =
      switch status {
      case .success: .success
      case .failure: .failure
      case .running: .running
      }
    self.init("session_end_info", .sessionEndInfo(end))
  }

  /// What the page shows of all runs.
  init(_ experiment: HyperParameterExperiment, createdAt time: Double) {
    var message = Tensorboard_Hparams_Experiment()
    message.timeCreatedSecs = time
    message.hparamInfos = experiment.parameters.map { parameter in
      var info = Tensorboard_Hparams_HParamInfo()
      (info.name, info.displayName) = (parameter.name, parameter.title)
      info.type =
        switch parameter.kind {
        case .number: .float64
        case .text: .string
        case .flag: .bool
        }
      return info
    }
    message.metricInfos = experiment.metrics.map { metric in
      var info = Tensorboard_Hparams_MetricInfo()
      (info.name.tag, info.name.group, info.displayName) = (metric.tag, metric.folder, metric.title)
      return info
    }
    self.init("experiment", .experiment(message))
  }

  /// The page reads its message from the metadata; the tensor is empty.
  private init(_ name: String, _ content: Tensorboard_Hparams_HParamsPluginData.OneOf_Data) {
    var message = Tensorboard_Hparams_HParamsPluginData()
    message.data = content
    self.init()
    tag = Self.hyperParameterPrefix + name
    metadata = Tensorboard_SummaryMetadata(plugin: "hparams", content: message.encoded, dataClass: .tensor)
    tensor.dtype = .dtFloat
    tensor.tensorShape.dim = [Tensorboard_TensorShapeProto.Dim(size: 0)]
  }
}
