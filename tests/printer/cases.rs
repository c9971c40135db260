//! Small cases, one construct each, kept as snapshots.
