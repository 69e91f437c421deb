public import Foundation

/// Where the files of a known data set come from.
public enum DownloadSource: Hashable, Sendable {
  /// The published addresses.
  case mirrors
  /// A file here.
  case file(String)
  /// A folder here.
  case folder(String)
  /// A server of one's own: a file's address, or one ending in `/` below which the files are.
  case url(URL)

  /// What the text after `--from` means: an address with `://`, else a path.
  public init(_ text: String) {
    if text.contains("://"), let url = URL(string: text) {
      self = url.isFileURL ? Self.path(url.path) : .url(url)
    } else {
      self = Self.path(text)
    }
  }

  private static func path(_ path: String) -> DownloadSource {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue ? .folder(path) : .file(path)
  }
}
