"""Sessions as files for other tools."""
