import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct FileTests {
  private static func endpoints(_ folder: TemporaryFolder, limit: Int = 1 << 20) -> [Endpoint] {
    let path = Parameter.text("path", "The path")
    return [
      .bytes(.get, "/file", "A file", [path], type: "text/plain") { call in
        try await call.file(
          try call(path), below: FileRoot("\(folder.path)/root"), type: "text/plain", download: "ä b.txt")
      },
      .upload("/upload", "An upload") { call in
        ["bytes": try await call.request.save(to: "\(folder.path)/uploads/it", limit: limit)]
      },
    ]
  }

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("root/a.txt", "0123456789")
    try folder.write("root/inner/empty", "")
    try folder.write("secret.txt", "secret")
    try folder.write("root-beside/b.txt", "secret")
    try folder.write("uploads/.keep", "")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: "\(folder.path)/root/out", withDestinationPath: "../secret.txt")
    try files.createSymbolicLink(atPath: "\(folder.path)/root/up", withDestinationPath: "..")
    try files.createSymbolicLink(atPath: "\(folder.path)/root/in", withDestinationPath: "a.txt")
    mkfifo("\(folder.path)/root/pipe", 0o644)
    return folder
  }

  @Test(arguments: [
    ("a.txt", 200), ("in", 200), ("inner/empty", 200), ("out", 404), ("up/secret.txt", 404), ("../secret.txt", 404),
    ("inner/../../secret.txt", 404), ("inner/../a.txt", 404), ("./a.txt", 404), ("/etc/passwd", 404), ("", 404),
    ("inner", 404),
    ("a.txt%00.png", 404), ("..%2fsecret.txt", 404), ("../root-beside/b.txt", 404), ("pipe", 404), ("none", 404),
    ("a.txt/", 404), ("up/root/a.txt", 200),
  ])
  func `only regular files below the root are shown`(path: String, status: Int) async throws {
    let folder = try Self.folder()
    try await TestServer.run(Self.endpoints(folder)) { server in
      let answer = try await server.ask("GET", "/file?path=\(path)")
      #expect(answer.status == status && !answer.text.contains("secret\n"))
    }
  }

  @Test func `files have tags, and parts of them are sent`() async throws {
    let folder = try Self.folder()
    try await TestServer.run(Self.endpoints(folder)) { server in
      let whole = try await server.ask("GET", "/file?path=a.txt")
      let tag = try #require(whole["ETag"])
      #expect(whole.text == "0123456789" && whole["Accept-Ranges"] == "bytes")
      #expect(whole["Content-Disposition"] == "attachment; filename=\"_ b.txt\"; filename*=UTF-8''%C3%A4%20b.txt")
      try await #expect(server.ask("GET", "/file?path=a.txt", ["If-None-Match": tag]).status == 304)
      let part = try await server.ask("GET", "/file?path=a.txt", ["Range": "bytes=2-4", "If-Range": tag])
      #expect(part.status == 206 && part.text == "234" && part["Content-Range"] == "bytes 2-4/10")
      let other = try await server.ask("GET", "/file?path=a.txt", ["Range": "bytes=2-4", "If-Range": "\"old\""])
      #expect(other.status == 200)
      let outside = try await server.ask("GET", "/file?path=a.txt", ["Range": "bytes=10-"])
      #expect(outside.status == 416 && outside["Content-Range"] == "bytes */10")
      let head = try await server.ask("HEAD", "/file?path=a.txt")
      #expect(head["Content-Length"] == "10" && head.bytes.isEmpty)
    }
  }

  @Test(arguments: [
    (nil, 10, ByteRange.whole), ("bytes=0-", 10, .part(0..<10)), ("bytes=-3", 10, .part(7..<10)),
    ("bytes=-30", 10, .part(0..<10)),
    ("bytes=3-99", 10, .part(3..<10)), ("bytes=9-9", 10, .part(9..<10)), ("bytes=10-", 10, .outside),
    ("bytes=-0", 10, .outside),
    ("bytes=0-", 0, .outside), ("bytes=4-2", 10, .whole), ("bytes=-", 10, .whole), ("bytes=a-b", 10, .whole),
    ("bytes=0-1,3-4", 10, .whole), ("items=0-1", 10, .whole), ("bytes=99999999999999999999-", 10, .whole),
    ("bytes=0-999999999999999999", 10, .part(0..<10)), ("bytes=+1-2", 10, .whole),
  ])
  func `ranges are read`(field: String?, size: Int, range: ByteRange) { #expect(ByteRange(field, size: size) == range) }

  @Test func `a long file comes whole, in pieces`() async throws {
    let folder = try Self.folder()
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/root/long"))
    try await TestServer.run(Self.endpoints(folder)) { server in
      let answer = try await server.ask("GET", "/file?path=long")
      #expect(answer.bytes == bytes)
    }
  }

  @Test func `uploads are there when they are whole, and leave nothing when they are not`() async throws {
    let folder = try Self.folder()
    try await TestServer.run(Self.endpoints(folder, limit: 1000)) { server in
      let files: @Sendable () throws -> [String] = {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/uploads").filter { $0 != ".keep" }
      }
      // Too long, by its own word and in pieces; cut off.
      let long = String(repeating: "a", count: 1001)
      try await #expect(server.ask("PUT", "/upload", body: long).status == 413)
      let chunks =
        "PUT /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n\(long)\r\n0\r\n\r\n"
      try await #expect(server.exchange(chunks).status == 413)
      let cut = try LoopbackClient(port: server.port)
      cut.write("PUT /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nbeginning")
      try await #expect(eventually { try files().count == 1 })
      cut.finish()
      try await #expect(eventually { try files().isEmpty })
      let whole = try await server.ask("PUT", "/upload", body: String(long.dropLast()))
      #expect(whole.json as? [String: Int] == ["bytes": 1000])
      #expect(try files() == ["it"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/uploads/it")).count == 1000)
    }
  }

  @Test func `a body that waits to be asked for is asked for`() async throws {
    let folder = try Self.folder()
    try await TestServer.run(Self.endpoints(folder)) { server in
      let client = try LoopbackClient(port: server.port)
      client.write("PUT /upload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
      let asked = try await server.blocking { client.read(until: "\r\n\r\n") }
      #expect(asked == "HTTP/1.1 100 Continue\r\n\r\n")
      client.write("abc")
      #expect(try await server.blocking { client.read(until: "}") }.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
  }
}
