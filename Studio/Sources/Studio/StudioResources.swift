import Foundation
import Web

/// The files that come with the Studio: templates, styles, scripts.
struct StudioResources {
  /// The folder of templates.
  let templates: String
  /// The folder of styles, scripts and icons.
  let assets: String

  init() throws {
    guard let folder = Bundle.module.resourcePath.map({ "\($0)/Resources" }),
      FileManager.default.fileExists(atPath: "\(folder)/templates")
    else {
      throw WebError(
        .internalServerError, type: "assets", "the Studio's pages are not beside its program; build it with `make studio`")
    }
    templates = "\(folder)/templates"
    assets = folder
  }
}
