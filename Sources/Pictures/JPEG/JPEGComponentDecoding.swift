/// One component of a scan while it is decoded.
///
/// What it refers to belongs to its ``JPEGScan``.
struct JPEGComponentDecoding {
  let transform: JPEGInverseTransform
  let differences: Unmanaged<JPEGDifferenceTable>
  let differenceEntries: UnsafePointer<UInt16>
  let coefficients: Unmanaged<JPEGCoefficientTable>
  let coefficientEntries: UnsafePointer<JPEGCoefficientEntry>
  /// ``JPEGInverseTransform/slotsByPosition``.
  let slots: UnsafePointer<UInt8>
  /// In the slots of the transform.
  let quantisers: UnsafePointer<Int16>
  /// Of the DC coefficient.
  let meanQuantiser: Int
  /// The DC coefficient of the block before; T.81, F.1.1.5.1.
  var prediction = 0
}
