import Catalogue
import Hourglass
import Web

/// The page of a data set's images.
struct ExplorerView {
  private let document: ExplorerDocument

  init(_ document: ExplorerDocument) { self.document = document }

  var page: PageView {
    let (page, pages) = (document.page, document.pages)
    let first = (page - 1) * document.size
    let side = document.image_dimensions.prefix(2).max() ?? 0
    return PageView(
      "Images of \(document.name)", section: "",
      [
        "id": document.id, "name": document.name, "page": page, "pages": Figures.count(pages), "size": document.size,
        "part": document.part.rawValue, "has_pages": pages > 1,
        "label": document.label ?? -1,
        "total": Figures.count(document.total, "image"), "is_empty": document.images.isEmpty,
        "range": document.images.isEmpty
          ? "" : "\(Figures.count(first + 1)) to \(Figures.count(first + document.images.count))",
        "first": page > 1 ? [address(page: 1)] : [], "previous": page > 1 ? [address(page: page - 1)] : [],
        "next": page < pages ? [address(page: page + 1)] : [], "last": page < pages ? [address(page: pages)] : [],
        "parts": document.parts.map { part in
          [
            "name": DataSetView.title(part), "value": part.rawValue, "is_shown": part == document.part,
            "address": address(page: 1, part: part.rawValue),
          ] as [String: Any]
        },
        "has_classes": !document.classes.isEmpty,
        "classes": document.classes.prefix(1000).map { entry in
          [
            "label": entry.label, "name": entry.name, "selected": entry.label == document.label,
            "count": Figures.count(entry.images[document.part.rawValue] ?? 0),
          ] as [String: Any]
        },
        "sizes": [25, 50, 100, 200].map { ["value": $0, "selected": $0 == document.size] as [String: Any] },
        "side": side > 128 ? 256 : 0, "thumbnail": side > 64 ? "large" : "small",
        "images": document.images.map { image in
          // A section shows an empty text, too: what is missing is left out.
          let fields = [
            "url": image.url, "title": image.title, "index": Figures.count(image.index), "class": image.class_name,
            "unreadable": image.problem,
          ]
          return fields.compactMapValues(\.self)
        },
      ])
  }

  private func address(page: Int, part: String? = nil) -> String {
    let label = document.label.map { "&label=\($0)" } ?? ""
    let size = document.size == 25 ? "" : "&size=\(document.size)"
    return "?part=\(part ?? document.part.rawValue)&page=\(page)\(size)\(label)"
  }
}
