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
    guard let folder = other ?? Bundle.module.resourcePath.map({ "\($0)/Resources" }),
      FileManager.default.fileExists(atPath: "\(folder)/templates")
    else {
      throw WebError(
        .internalServerError, type: "assets",
        "the Studio's pages are not beside its program; build it with `make studio`")
    }
    templates = "\(folder)/templates"
    assets = folder
  }
}
