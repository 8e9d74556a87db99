"""The territory in Django’s admin: to look at, never to change, since the extract is what says it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest  # noqa: TID251  the admin’s own signature

from palier.territory.models import (
    Commune,
    Departement,
    Epci,
    FormerCommune,
    LoadedExtract,
    PostalCode,
    Region,
)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Lists and shows rows; adds, changes and deletes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ["code", "name"]
    search_fields = ["name", "code"]


@admin.register(Departement)
class DepartementAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "region", "time_zone", "school_zone"]
    list_select_related = ["region"]
    search_fields = ["name", "code"]


@admin.register(Epci)
class EpciAdmin(ReadOnlyAdmin):
    list_display = ["siren", "name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "siren"]


@admin.register(Commune)
class CommuneAdmin(ReadOnlyAdmin):
    list_display = ["insee_code", "name", "departement", "population", "density"]
    list_filter = ["density"]
    list_select_related = ["departement"]
    search_fields = ["search_text", "insee_code"]
    exclude = ["outline"]


@admin.register(FormerCommune)
class FormerCommuneAdmin(ReadOnlyAdmin):
    list_display = ["insee_code", "name", "kind", "commune"]
    list_filter = ["kind"]
    list_select_related = ["commune"]
    search_fields = ["search_text", "insee_code"]


@admin.register(PostalCode)
class PostalCodeAdmin(ReadOnlyAdmin):
    list_display = ["code", "commune", "arrondissement"]
    list_select_related = ["commune", "arrondissement"]
    search_fields = ["code", "commune__search_text"]


@admin.register(LoadedExtract)
class LoadedExtractAdmin(ReadOnlyAdmin):
    list_display = ["vintage", "loaded_at"]
