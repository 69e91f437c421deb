extension String {
  /// The text as a field of a CSV file (RFC 4180): in quotes where it holds commas, quotes or line ends.
  var csvField: String {
    guard contains(where: { ",\"".contains($0) || $0.isNewline }) else { return self }
    return "\"\(replacing("\"", with: "\"\""))\""
  }
}
