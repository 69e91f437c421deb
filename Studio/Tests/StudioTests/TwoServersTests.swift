import Catalogue
import Foundation
import Jobs
import Testing

@testable import Studio

@Suite struct TwoServersTests {
  @Test func `a second server on a folder leaves its catalogue as it is`() async throws {
    let place = try DataSetPlace()
    let first = try await place.server()
    try await first.catalogue.scan()
    // What the second one would take for damage, and replace under the first.
    let file = "\(place.runs)/.studio/catalogue.sqlite"
    let text = Data("not a database, but as long as one must be to be read as one by somebody".utf8)
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
    try text.write(to: URL(fileURLWithPath: file))
    await #expect(throws: JobError.self) { try await place.server() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == text)
    #expect(!FileManager.default.fileExists(atPath: "\(file).damaged"))
    withExtendedLifetime(first) {}
  }
}
