import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@Suite struct FolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a folder is created with those above it, and again`() throws {
    for _ in 0..<2 { try Folder.make(folder("a/b/c")) }
    var isFolder: ObjCBool = false
    #expect(FileManager.default.fileExists(atPath: folder("a/b/c"), isDirectory: &isFolder) && isFolder.boolValue)
  }

  @Test(arguments: [("plain", "File exists"), ("plain/inner", "Not a directory")])
  func `a file in the way is named, with the system's reason`(_ path: String, _ reason: String) throws {
    try put([1], at: folder("plain"))
    let error = #expect(throws: FolderError.self) { try Folder.make(folder(path), cure: "choose another") }
    #expect(error?.description == "\(folder(path)): the folder cannot be created (got \(reason)); choose another")
    #expect(try bytes(of: folder("plain")) == [1])
  }
}
