/// A JPEG of the commonest kind: baseline, of one scan, grey or YCbCr, chroma at full or half the resolution, and
/// nothing about it out of the ordinary.
///
/// All others, and all that may be damaged, are for libjpeg to judge. ITU-T T.81, annex B; colours as JFIF has them.
struct BaselineJPEG {
  struct Component {
    /// How many blocks of it a minimum coded unit has across and down.
    let across: Int
    let down: Int
    /// In zigzag order.
    let quantisers: [UInt8]
    /// The numbers of its codes.
    let differences: Int
    let coefficients: Int
  }

  let width: Int
  let height: Int
  let components: [Component]
  /// The codes of DC and of AC coefficients.
  let differences: [JPEGHuffmanCode?]
  let coefficients: [JPEGHuffmanCode?]
  /// Minimum coded units between two markers; 0 for all.
  let restartInterval: Int
  /// Where the entropy-coded data begins.
  let start: Int
}
