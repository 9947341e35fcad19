"""From a formula to its elemental magnesium."""
