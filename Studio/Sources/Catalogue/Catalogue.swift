public import Jobs

/// The index of runs, data sets and jobs.
public struct Catalogue: Sendable {}
