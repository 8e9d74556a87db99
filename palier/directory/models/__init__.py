"""Structures, places, services, and the lists that describe them."""

from palier.directory.models.bulk import BulkLine, BulkWork
from palier.directory.models.changes import CorrectionProposal, Draft, RecordChange
from palier.directory.models.codelists import (
    AgeBand,
    Audience,
    Framework,
    Language,
    Need,
    NeedMapping,
    NeedSynonym,
    Scheme,
    SchemeAlias,
    SpecialSupport,
    Topic,
)
from palier.directory.models.contacts import ContactChannel
from palier.directory.models.deposits import ImportDeposit
from palier.directory.models.joins import PairDecision, PairQuestion, PlaceJoin
from palier.directory.models.members import Affiliation, KeyActor, Mandate
from palier.directory.models.networks import PlaceNetwork
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
from palier.directory.models.records import SearchDoc, Verification
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
    SourceService,
)
from palier.directory.models.structures import Department, Structure, StructureRelation
from palier.directory.models.upkeep import (
    CampaignLine,
    ContactLogEntry,
    IdentificationCampaign,
    InclusionRequest,
    VerificationRequest,
    VerificationRequestLine,
)

__all__ = [
    "Affiliation",
    "AgeBand",
    "Audience",
    "BulkLine",
    "BulkWork",
    "CampaignLine",
    "Capability",
    "ContactChannel",
    "ContactLogEntry",
    "Correction",
    "CorrectionProposal",
    "Department",
    "Draft",
    "ExceptionalClosure",
    "Framework",
    "IdentificationCampaign",
    "ImportDeposit",
    "ImportReportPart",
    "ImportRun",
    "InclusionRequest",
    "KeyActor",
    "LabelGrant",
    "Language",
    "Mandate",
    "Need",
    "NeedMapping",
    "NeedSynonym",
    "NonDigitalActivity",
    "PairDecision",
    "PairQuestion",
    "Place",
    "PlaceJoin",
    "PlaceNetwork",
    "PlaceOccupant",
    "PlaceProjection",
    "PlaceRedirect",
    "PlaceType",
    "RecordChange",
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
    "SourceService",
    "SpecialSupport",
    "Structure",
    "StructureRelation",
    "Topic",
    "Verification",
    "VerificationRequest",
    "VerificationRequestLine",
]
