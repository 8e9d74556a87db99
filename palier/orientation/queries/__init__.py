"""From a need to a human: reads only."""

from palier.orientation.queries.finding import find_help
from palier.orientation.queries.where import where_from_point, where_from_text

__all__ = ["find_help", "where_from_point", "where_from_text"]
