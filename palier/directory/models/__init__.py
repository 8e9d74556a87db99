"""Structures, places, services, and the lists that describe them."""

from palier.directory.models.codelists import (
    Audience,
    Framework,
    Language,
    Need,
    NeedMapping,
    NeedSynonym,
    Scheme,
    SchemeAlias,
    SpecialSupport,
)
from palier.directory.models.contacts import ContactChannel
from palier.directory.models.deposits import ImportDeposit
from palier.directory.models.places import (
    Capability,
    ExceptionalClosure,
    LabelGrant,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceRedirect,
    PlaceType,
)
from palier.directory.models.records import ErrorReport, SearchDoc, Verification
from palier.directory.models.services import (
    Service,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    ServicePartner,
)
from palier.directory.models.sources import (
    Correction,
    ImportReportPart,
    ImportRun,
    PlaceProjection,
    Source,
    SourceRecord,
)
from palier.directory.models.structures import Department, Structure, StructureRelation

__all__ = [
    "Audience",
    "Capability",
    "ContactChannel",
    "Correction",
    "Department",
    "ErrorReport",
    "ExceptionalClosure",
    "Framework",
    "ImportDeposit",
    "ImportReportPart",
    "ImportRun",
    "LabelGrant",
    "Language",
    "Need",
    "NeedMapping",
    "NeedSynonym",
    "NonDigitalActivity",
    "Place",
    "PlaceOccupant",
    "PlaceProjection",
    "PlaceRedirect",
    "PlaceType",
    "Scheme",
    "SchemeAlias",
    "SearchDoc",
    "Service",
    "ServiceAccessMode",
    "ServiceCoverage",
    "ServiceModality",
    "ServicePartner",
    "Source",
    "SourceRecord",
    "SpecialSupport",
    "Structure",
    "StructureRelation",
    "Verification",
]
