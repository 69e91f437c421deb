internal import Foundation

extension Tensorboard_SummaryMetadata {
  /// The metadata for the page `plugin`; `content` is a message of its own, empty for the first version of most.
  init(plugin: String, content: [UInt8] = [], dataClass: Tensorboard_DataClass) {
    self.init()
    pluginData.pluginName = plugin
    pluginData.content = Data(content)
    self.dataClass = dataClass
  }
}
