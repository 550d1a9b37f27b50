"""Console pages of cases and transfers."""
