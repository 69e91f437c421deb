public import Settings

/// A run file that cannot be used.
public typealias RunFileError = SettingError
