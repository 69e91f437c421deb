import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

@Suite struct DataSetUploadTests {
  /// A tar file of files by their names.
  private func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var all: [UInt8] = []
    for (name, bytes) in files {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at offset: Int) {
        header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
      }
      put(name, at: 0)
      put("0000644\0", at: 100)
      put("0000000\0", at: 108)
      put("0000000\0", at: 116)
      put(String(format: "%011o\0", bytes.count), at: 124)
      put("00000000000\0", at: 136)
      put("        0", at: 148)
      put("ustar\u{0}00", at: 257)
      let sum = header.reduce(0) { $0 + Int($1) }
      put(String(format: "%06o\0 ", sum), at: 148)
      all += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
    return all + [UInt8](repeating: 0, count: 1024)
  }

  @Test func `a tar of pictures becomes a data set`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let files = try ["cats", "dogs"].flatMap { folder in
        try (0..<3).map { (name: "photos/\(folder)/\($0).png", bytes: try DataSetPlace.picture($0).png()) }
      }
      let answer = try await ask.upload(tar(files), name: "my%20photos.tar")
      let upload: UploadAnswer = try answer.decoded()
      #expect((upload.name, upload.files) == ("my photos.tar", 6))
      let made = try await ask(
        .post, "/datasets", json: #"{"source": "upload", "upload": "\#(upload.id)", "use": "as-is", "validation": 0}"#)
      let set: DataSetAnswer = try made.decoded()
      let document: DataSetDocument = try await ask(.get, "/datasets/\(set.id).json").decoded()
      #expect(document.classes.map(\.name) == ["cats", "dogs"])
      #expect(document.image_count == 6)
    }
  }

  @Test(arguments: ["../outside.png", "/outside.png", "a/../../outside.png"])
  func `an archive whose entries leave the folder is refused`(name: String) async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let answer = try await ask.upload(tar([(name: name, bytes: [1, 2, 3])]), name: "bad.tar")
      #expect(answer.status == 400)
      #expect(answer.text.contains("leads out of the archive"))
      let left = try FileManager.default.contentsOfDirectory(atPath: ask.server.uploads.folder)
      #expect(left.isEmpty)
    }
  }

  @Test func `a damaged archive is refused and leaves nothing`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let answer = try await ask.upload(Array("no archive".utf8), name: "bad.zip")
      #expect(answer.status == 400)
      let left = try FileManager.default.contentsOfDirectory(atPath: ask.server.uploads.folder)
      #expect(left.isEmpty)
    }
  }

  @Test func `folders of the server are listed below the roots alone`() async throws {
    let place = try DataSetPlace()
    let photos = try place.writePhotos()
    try await place.ask { ask in
      let top: FolderDocument = try await ask(.get, "/files.json").decoded()
      #expect(top.folders.map(\.path) == [place.images])
      let inner: FolderDocument = try await ask(.get, "/files.json?path=\(photos)/cats").decoded()
      #expect((inner.fileCount, inner.pictures, inner.parent) == (7, 7, photos))
      let ofFile: FolderDocument = try await ask(.get, "/files.json?path=\(photos)/cats/0.png").decoded()
      #expect(ofFile.path == "\(photos)/cats")
      for path in ["/etc", "\(photos)/../../..", "photos", "%00"] {
        try await #expect(ask(.get, "/files.json?path=\(path)").status == 400, "\(path)")
      }
    }
  }
}
