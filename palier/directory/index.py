"""The full-text index of places, on SQLite and PostgreSQL alike."""

from palier.core.db.search import FullTextIndex

INDEX_NAME = "places"
places_index = FullTextIndex(
    table="directory_searchdoc",
    key="place_id",
    columns={"name": 8.0, "commune": 4.0, "body": 1.0},
    facets="facets",
)
