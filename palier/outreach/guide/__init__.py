"""What a guide says, as plain JSON data: read from live records, compared, indexed, printed."""
