"""The full-text index of places, on SQLite and PostgreSQL alike."""

from palier.core.db.search import FullTextIndex

INDEX_NAME = "places"
MAX_TOKEN_CHARS = 64  # of core.search: a longer word is cut, in the index and in what is asked of it
places_index = FullTextIndex(
    table="directory_searchdoc",
    key="place_id",
    columns={"name": 8.0, "commune": 4.0, "body": 1.0},
    facets="facets",
)
