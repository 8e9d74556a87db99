"""Values of files made clean, one module per kind. Pure. Each function adds to `notes` what it changed, in French.

What cannot be cleaned surely is left out and said; it stays in the row as it came.
"""
