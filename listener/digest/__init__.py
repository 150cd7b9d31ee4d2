"""The weekly digest: one brand's week in figures, each with its mentions behind it."""
