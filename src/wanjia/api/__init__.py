"""The JSON API: schema, call, return. Nothing is decided here."""
