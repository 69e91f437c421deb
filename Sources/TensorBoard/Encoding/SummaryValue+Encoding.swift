internal import Foundation

extension Tensorboard_Summary.Value {
  /// The value as TensorBoard reads it.
  ///
  /// - A scalar is a simple value, without metadata: every reader knows it, and it takes the fewest bytes.
  /// - Images are the strings width, height and PNG files; a histogram is a tensor [buckets, 3] of lower end, upper end and
  ///   count; both as TensorFlow 2 writes them, with metadata in each event.
  init(_ content: EventValue, tag: String) {
    self.init()
    self.tag = tag
    switch content {
    case .scalar(let number):
      simpleValue = Float(number)
    case .images(let images):
      let size = images.first.map { [$0.width, $0.height] } ?? [0, 0]
      tensor = Tensorboard_TensorProto(
        strings: size.map { Data(String($0).utf8) } + images.map { Data($0.bytes) }, shape: [2 + images.count])
      metadata = Tensorboard_SummaryMetadata(plugin: "images", dataClass: .blobSequence)
    case .histogram(let histogram):
      tensor = Tensorboard_TensorProto(
        doubles: histogram.buckets.flatMap { [$0.lower, $0.upper, Double($0.count)] },
        shape: [histogram.buckets.count, 3])
      metadata = Tensorboard_SummaryMetadata(plugin: "histograms", dataClass: .tensor)
    case .text(let text):
      tensor = Tensorboard_TensorProto(strings: [Data(text.utf8)], shape: [])
      metadata = Tensorboard_SummaryMetadata(plugin: "text", dataClass: .tensor)
    }
  }

  /// The charts of the page CUSTOM SCALARS.
  init(_ charts: [ScalarChart]) {
    var layout = Tensorboard_Layout()
    for chart in charts {
      if layout.category.last?.title != chart.category {
        layout.category.append(Tensorboard_Category())
        layout.category[layout.category.count - 1].title = chart.category
      }
      var lines = Tensorboard_Chart()
      lines.title = chart.title
      lines.multiline.tag = chart.tags
      layout.category[layout.category.count - 1].chart.append(lines)
    }
    self.init()
    tag = "custom_scalars__config__"
    tensor = Tensorboard_TensorProto(strings: [Data(layout.encoded)], shape: [])
    metadata = Tensorboard_SummaryMetadata(plugin: "custom_scalars", dataClass: .tensor)
  }
}
