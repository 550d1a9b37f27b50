"""Several rounds at once: who was missed in all of them, done there but not here, done in none. ADR 0013."""
