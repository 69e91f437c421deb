internal import Diagnostics
import Pictures

/// Which pages of a TIFF are images.
public enum PageSelection: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first.
  case first
  /// Each, with the label of its file.
  case all
}

/// A page of one of several files.
struct FilePage: Sendable {
  let file: Int32
  let page: Int32

  /// All pages of the TIFFs among `paths`, and one of each other file; a file that cannot be read has one.
  static func all(of paths: PathList) throws(ImageFileError) -> [FilePage] {
    var pages: [FilePage] = []
    for file in 0..<paths.count {
      let isTIFF = [".tif", ".tiff"].contains { paths[file].lowercased().hasSuffix($0) }
      let count =
        isTIFF
        ? paths.withPath(file) { path in
          (try? Picture.withFile(path, title: "") { Picture.pages(of: $0) }) ?? 1
        } : 1
      for page in 0..<count { pages.append(FilePage(file: Int32(file), page: Int32(page))) }
      guard pages.count <= Int(Int32.max) else {
        throw ImageFileError(
          .tooMany, "too many pages", place: paths[file], expected: "at most \(Int32.max)", cure: "divide the files")
      }
    }
    return pages
  }
}
