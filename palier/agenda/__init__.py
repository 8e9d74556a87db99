"""Sessions: formats, series, registrations, the desk and the question board."""
