public import YAMLReading

/// A run file that cannot be used.
public typealias RunFileError = YAMLFileError
