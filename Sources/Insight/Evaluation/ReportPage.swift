import Foundation
import Pictures

/// A page of a report: HTML that needs no other file and no script, for light and dark screens.
struct ReportPage {
  let title: String
  /// The elements of the body, in order.
  var body: [String] = []

  init(_ title: String) {
    self.title = title
    body.append("<h1>\(title.htmlEscaped)</h1>")
  }

  mutating func heading(_ text: String) { body.append("<h2>\(text.htmlEscaped)</h2>") }

  mutating func paragraph(_ text: String) { body.append("<p>\(text.htmlEscaped)</p>") }

  /// Adds a list of sentences; nothing for none.
  mutating func list(_ sentences: [String]) {
    if !sentences.isEmpty { body.append("<ul>\(sentences.map { "<li>\($0.htmlEscaped)</li>" }.joined())</ul>") }
  }

  /// Adds a table, folded under `summary` where there is one, with a sentence below it.
  mutating func table(_ table: ReportTable, summary: String? = nil, note: String? = nil) {
    let wide = "<div class=\"wide\">\(table.html)</div>\(note.map { "<p>\($0.htmlEscaped)</p>" } ?? "")"
    body.append(summary.map { "<details><summary>\($0.htmlEscaped)</summary>\(wide)</details>" } ?? wide)
  }

  mutating func definitions(_ entries: [(name: String, value: String)]) {
    let list = entries.map { "<dt>\($0.name.htmlEscaped)</dt><dd>\($0.value.htmlEscaped)</dd>" }.joined()
    body.append("<dl>\(list)</dl>")
  }

  /// Adds a picture.
  /// - Throws: `PictureError` when it cannot be encoded.
  mutating func figure(_ picture: Picture, _ caption: String) throws {
    let data = Data(try picture.png()).base64EncodedString()
    figure("<img alt=\"\(caption.htmlEscaped)\" src=\"data:image/png;base64,\(data)\">", caption)
  }

  /// Adds a chart, the text of an SVG file.
  mutating func figure(svg: String, _ caption: String) {
    // Within a page the name space goes without saying.
    let start = "<svg role=\"img\" aria-label=\"\(caption.htmlEscaped)\""
    figure(svg.replacing(SVGText.start, with: start), caption)
  }

  private mutating func figure(_ element: String, _ caption: String) {
    body.append("<figure>\(element)<figcaption>\(caption.htmlEscaped)</figcaption></figure>")
  }

  /// The page.
  var html: String {
    """
    <!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title.htmlEscaped)</title><style>
    :root { color-scheme: light dark }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
    h1 { font-size: 1.4rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem }
    .wide { overflow-x: auto } table { border-collapse: collapse }
    th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #8886; white-space: nowrap }
    th:first-child, td:first-child { text-align: left; padding-left: 0 }
    dl { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: .2rem 1.5rem }
    dd { margin: 0 }
    figure { margin: 1rem 0 } img { max-width: 100%; image-rendering: pixelated } figcaption { opacity: .75 }
    svg { max-width: 100%; height: auto }
    </style></head><body>
    \(body.joined(separator: "\n"))
    </body></html>

    """
  }
}
