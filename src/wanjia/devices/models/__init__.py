"""Tables of devices, by subject."""
