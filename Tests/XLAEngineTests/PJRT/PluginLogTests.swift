import Diagnostics
import Foundation
import TestSupport
import Testing
import XLAEngine

/// What plugins print on standard error.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct PluginLogTests {
  @Test func `a plugin's noise is in the log, and nowhere else`() throws {
    // The plugin prints when a buffer that is gone is used.
    let text = """
      module @m {
        func.func public @main(%a: tensor<f32> {tf.aliasing_output = 0 : i32}) -> tensor<f32> {
          %0 = "stablehlo.add"(%a, %a) : (tensor<f32>, tensor<f32>) -> tensor<f32>
          "func.return"(%0) : (tensor<f32>) -> ()
        }
      }
      """
    for client in TestPlugins.clients {
      let client = try client.get()
      let executable = try client.compile(text)
      let argument = try Buffer([1] as [Float], dimensions: [], on: client)
      #expect(try executable.run([argument])[0].values() == [2] as [Float])
      #expect(throws: DeviceError.self) { try executable.run([argument]) }
    }
    let log = try String(contentsOfFile: PluginLog.path, encoding: .utf8)
    #expect(log.contains("process \(getpid())"))
  }
}
