/// How far a download is.
public struct DownloadProgress: Hashable, Sendable {
  /// The file's name.
  public let name: String
  /// The server's name.
  public let host: String
  /// Bytes that are here.
  public let bytes: Int
  /// Bytes of the whole file, by the server or the publication.
  public let total: Int
}
