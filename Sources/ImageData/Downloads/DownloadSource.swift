public import Foundation

/// The origin of the files of a known data set.
public enum DownloadSource: Hashable, Sendable {
  /// The published addresses.
  case mirrors
  /// A local file.
  case file(String)
  /// A local folder.
  case folder(String)
  /// A server: a file's address, or the address of a folder, ending in `/`.
  case url(URL)

  /// Parses the text after `--from`: an address with `://`, else a path.
  public init(_ text: String) {
    guard text.contains("://"), let url = URL(string: text) else {
      self = Self.path(text)
      return
    }
    self = url.isFileURL ? Self.path(url.path) : .url(url)
  }

  private static func path(_ path: String) -> DownloadSource {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder.boolValue ? .folder(path) : .file(path)
  }
}
