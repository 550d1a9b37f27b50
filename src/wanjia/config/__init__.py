"""The composition root: environment, settings, addresses, entry points. The only place that reads the environment."""
