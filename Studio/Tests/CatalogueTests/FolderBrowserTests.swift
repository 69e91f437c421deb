import Foundation
import Testing

import Catalogue

/// What people may look into on the server.
@Suite struct FolderBrowserTests {
  private let place: Place
  private let browser: FolderBrowser

  init() throws {
    place = try Place()
    try place.write("a", "root/notes.txt")
    try place.write("b", "root/photos/cats/1.png")
    try place.write("c", "root/photos/2.JPG")
    try place.write("d", "root/.hidden")
    try place.write("e", "secret/key")
    try place.write("f", "root-2/file")
    symlink(place("secret"), place("root/out"))
    symlink(place("root/photos"), place("root/in"))
    symlink("nowhere", place("root/dangling"))
    browser = FolderBrowser(roots: [place("root"), place("missing")])
  }

  @Test func `a folder lists its folders, then its files, and says what cannot be opened`() throws {
    let listing = try browser.list(place("root"))
    #expect(listing.entries.map(\.name) == ["in", "photos", "dangling", "notes.txt", "out"])
    #expect(listing.entries[0].path == place("root/photos") && listing.entries[0].kind == .folder)
    #expect(listing.entries[2].problem != nil && listing.entries[4].problem?.contains("leads out") == true)
    #expect((listing.entries[3].kind, listing.entries[3].bytes) == (.file, 1))
    #expect((listing.parent, listing.omitted) == ("", 0))
    let photos = try browser.list(place("root/in"))
    #expect((photos.path, photos.parent, photos.pictures) == (place("root/photos"), place("root"), 1))
    #expect(try browser.list().entries.map(\.path) == [place("root")])
  }

  @Test func `paths that lead out of the roots are refused, whether something is there or not`() throws {
    let outside = [
      "root/out", "root/out/key", "root/../secret", "root/photos/../../secret/key", "secret", "secret/none", "root-2",
      "root/../root-2/file", "",
    ].map { place($0) }
    for path in outside + ["/", "/etc/passwd", "/proc/self/environ"] {
      let error = #expect(throws: CatalogueError.self) { try browser.resolved(path) }
      #expect(error?.code == .badPath && error?.description.contains("outside") == true, "\(path)")
    }
  }

  @Test(arguments: ["root", "../root", "./root", "a\0b", "/a\0", String(repeating: "/a", count: 4000)])
  func `relative paths and paths that no file can have are refused`(_ path: String) {
    let error = #expect(throws: CatalogueError.self) { try browser.resolved(path) }
    #expect(error?.code == .badPath)
  }

  @Test func `a missing folder, a file and a closed folder are told apart`() throws {
    let missing = #expect(throws: CatalogueError.self) { try browser.list(place("root/none")) }
    #expect(missing?.description.contains("no such") == true)
    let file = #expect(throws: CatalogueError.self) { try browser.list(place("root/notes.txt")) }
    #expect(file?.description.contains("not a folder") == true)
    // Root may read everything.
    guard getuid() != 0 else { return }
    chmod(place("root/photos/cats"), 0)
    defer { chmod(place("root/photos/cats"), 0o755) }
    let closed = #expect(throws: CatalogueError.self) { try browser.list(place("root/photos/cats")) }
    #expect(closed?.code == .unreadable)
    #expect(try browser.list(place("root/photos")).entries[0].problem != nil)
  }

  @Test func `without roots nothing is allowed, and the root of the system allows all`() throws {
    #expect(throws: CatalogueError.self) { try FolderBrowser(roots: []).resolved(place.path) }
    #expect(try FolderBrowser(roots: ["/"]).resolved(place("secret")) == place("secret"))
    #expect(try FolderBrowser(roots: ["/"]).list("/").parent == "")
  }
}
