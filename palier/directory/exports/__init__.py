"""Places given back in the formats of the field. Reads only; what everybody may see, and nothing else."""

from palier.directory.exports.loading import (
    OpenDataState,
    PublicPlace,
    national_services_by_need,
    open_data,
    open_data_state,
    public_place,
    public_places,
)
from palier.directory.exports.records import place_record
from palier.directory.exports.writing import FORMATS, Export, ExportReport, Format

__all__ = [
    "FORMATS",
    "Export",
    "ExportReport",
    "Format",
    "OpenDataState",
    "PublicPlace",
    "national_services_by_need",
    "open_data",
    "open_data_state",
    "place_record",
    "public_place",
    "public_places",
]
