"""Everything that can be done to the directory. Pages, commands, imports and the demo all come through here."""

from palier.directory.actions.codelists import (
    CodelistReport,
    add_synonym,
    load_codelists,
    refresh_docs_of_needs,
)
from palier.directory.actions.places import (
    PlaceNotPublishable,
    add_closure,
    add_occupant,
    close_place,
    create_place,
    declare_capability,
    grant_label,
    publish_place,
    publish_places,
    redirect_place,
    report_error,
    unpublish_place,
    update_place,
    verify_place,
)
from palier.directory.actions.search import (
    postponed_refresh,
    rebuild_search_index,
    refresh_search_docs,
    refresh_words,
)
from palier.directory.actions.services import (
    ServiceWithoutNeed,
    add_service,
    cover,
    publish_service,
    state_availability,
    update_service,
)
from palier.directory.actions.structures import (
    add_contact,
    create_structure,
    relate_structures,
    update_structure,
)

__all__ = [
    "CodelistReport",
    "PlaceNotPublishable",
    "ServiceWithoutNeed",
    "add_closure",
    "add_contact",
    "add_occupant",
    "add_service",
    "add_synonym",
    "close_place",
    "cover",
    "create_place",
    "create_structure",
    "declare_capability",
    "grant_label",
    "load_codelists",
    "postponed_refresh",
    "publish_place",
    "publish_places",
    "publish_service",
    "rebuild_search_index",
    "redirect_place",
    "refresh_docs_of_needs",
    "refresh_search_docs",
    "refresh_words",
    "relate_structures",
    "report_error",
    "state_availability",
    "unpublish_place",
    "update_place",
    "update_service",
    "update_structure",
    "verify_place",
]
