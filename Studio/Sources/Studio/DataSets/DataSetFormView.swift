import Foundation
import Hourglass
import Web

/// The page of a new data set.
struct DataSetFormView {
  private let document: NewDataSetDocument
  private let clone: String

  init(_ document: NewDataSetDocument, clone: String) { (self.document, self.clone) = (document, clone) }

  var page: PageView {
    let form = document.form
    let source = form["source"] ?? DataSetForm.Source.folder.rawValue
    let use = form["use"] ?? (["folder", "list", "upload"].contains(source) ? "import" : "as-is")
    var fields: [String: Any] = [
      "clone": clone.isEmpty ? [] : [clone], "source": source, "form": form, "known": known(form),
      "roots": document.roots.joined(separator: ", "), "has_roots": !document.roots.isEmpty,
      "upload_limit": document.upload_limit, "upload_limit_text": Figures.bytes(document.upload_limit),
      "sources": Self.sources.map { name, title in
        ["name": name, "title": title, "selected": name == source ? "true" : "false"]
      },
      "uses": ["import": use == "import", "as_is": use == "as-is"], "default_side": DataSetForm.defaultSide,
      "is_unshown": Dictionary(uniqueKeysWithValues: Self.sources.map { ($0.0, $0.0 != source) }),
      "titles": Dictionary(uniqueKeysWithValues: Self.sources),
      "opens_parts": ["validation_source", "test_source"].contains { form[$0] != nil },
    ]
    let size = form["size"] ?? (form["width"] != nil || use == "import" && source != "known" ? "resize" : "own")
    fields["sizes"] = options(size, [("own", "their own"), ("resize", "resized to")])
    fields["modes"] = options(form["mode"] ?? "squash", Self.modes)
    fields["filters"] = options(
      form["filter"] ?? "area",
      [
        ("area", "mean over the area"), ("bilinear", "bilinear, as Pillow"),
        ("caffe", "bilinear without antialiasing, as Caffe"),
      ])
    fields["colours"] = options(
      form["colour"] ?? (use == "import" ? "rgb" : "own"),
      [("rgb", "colour, 3 channels"), ("grey", "grey, 1 channel"), ("own", "their own")])
    fields["encodings"] = options(
      form["encoding"] ?? "png",
      [("png", "PNG, lossless"), ("jpg", "JPEG, quality 90"), ("none", "raw pixels, fastest")])
    fields["bad_policies"] = options(
      form["on_bad_image"] ?? "skip", [("skip", "leave them out, and list them"), ("fail", "stop with an error")])
    fields["orders"] = options(
      form["channel_order"] ?? "bgr", [("bgr", "blue first, as Caffe and DIGITS"), ("rgb", "red first")])
    fields["shuffles"] = form["shuffle"].map { $0 == "true" } ?? (source == "list")
    return PageView("New data set", section: "datasets", fields)
  }

  private static let sources = [
    ("folder", "Folder of pictures"), ("list", "Text list"), ("upload", "Upload"), ("files", "CIFAR, IDX, NumPy"),
    ("lmdb", "LMDB"), ("known", "Known data set"),
  ]

  private static let modes = [
    ("squash", "squash: ignore proportions"), ("crop", "crop: cut out the middle"), ("fill", "fill: pad with noise"),
    ("half-crop", "half-crop: cut and pad"),
  ]

  private func options(_ chosen: String, _ all: [(String, String)]) -> [[String: Any]] {
    all.map { value, title in ["value": value, "title": title, "selected": value == chosen] }
  }

  private func known(_ form: [String: String]) -> [[String: Any]] {
    // One that is here needs no download.
    let chosen = form["known"] ?? (document.known.first { $0.folder != nil } ?? document.known.first)?.name
    return document.known.map { known in
      let size =
        known.download_bytes.map { "is not here yet: \(Figures.bytes($0)) to download" } ?? "is not on this machine"
      return [
        "name": known.name, "title": known.title, "place": known.folder.map { "in \($0)" } ?? size,
        "checked": known.name == chosen,
      ]
    }
  }
}
