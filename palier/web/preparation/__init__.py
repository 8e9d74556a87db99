"""Pages to prepare a session: what must be ready, and the equipment it reserves."""
