import Foundation
import Testing
import XLAEngine

/// What plugins print on standard error.
@Suite struct PluginLogTests {
  @Test func `what is printed while a plugin is called is in the log`() throws {
    let noise = "noise \(UUID().uuidString)"
    PluginLog.keeping { FileHandle.standardError.write(Data("\(noise)\n".utf8)) }
    let log = try String(contentsOfFile: PluginLog.path, encoding: .utf8)
    #expect(log.contains("\(noise)\n"))
    #expect(log.contains("process \(getpid())"))
  }
}
