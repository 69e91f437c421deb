import Foundation
import HTTPTypes
import Web

/// The files that come with the Studio: templates, styles, scripts.
struct StudioResources {
  /// The folder of templates.
  let templates: String
  /// The folder of styles, scripts and icons.
  let assets: String

  /// Finds them beside the program, or in the folder that `$HOURGLASS_STUDIO_RESOURCES` names.
  init() throws {
    let other = ProcessInfo.processInfo.environment["HOURGLASS_STUDIO_RESOURCES"]
    // A bundle's folder Resources is its folder of resources on Linux, and within that on macOS.
    let own = Bundle.module.resourcePath.map { [$0, "\($0)/Resources"] } ?? []
    let places = other.map { [$0] } ?? own
    guard let folder = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/templates") })
    else {
      throw WebError(
        .internalServerError, type: "assets",
        "the Studio's pages are not beside its program; build it with `make studio`")
    }
    templates = "\(folder)/templates"
    assets = folder
  }
}
