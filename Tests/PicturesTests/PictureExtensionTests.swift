import Pictures
import Testing

/// Which names are pictures.
@Suite struct PictureExtensionTests {
  @Test func `a name with the extension of a picture is one, in any letter case`() {
    for ending in PictureExtension.all {
      for name in ["a.\(ending)", "a.b.\(ending.uppercased())", "é.\(ending)", "a/b.\(ending)"] {
        #expect(PictureExtension.isPicture(name.utf8), "\(name)")
        #expect(PictureExtension.isPicture(Array(name.utf8)), "\(name)")
      }
      for name in [ending, ".\(ending)", "a.\(ending).", "a.\(ending)x", "a.x\(ending)", "a\(ending)", "a.\(ending) "] {
        #expect(!PictureExtension.isPicture(name.utf8), "\(name)")
      }
    }
    for name in ["", ".", "..", "a", "a.", "a.pn", "a.npy", "a.pngjpeg", "a.p.g"] {
      #expect(!PictureExtension.isPicture(name.utf8), "\(name)")
    }
  }
}
