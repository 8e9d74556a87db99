"""The directory in Django’s admin. What is saved here reaches the search index through the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest  # noqa: TID251  the admin’s own signature
from django.utils import timezone

from palier.directory import actions
from palier.directory.enums import ServiceStatus
from palier.directory.models import (
    Audience,
    Capability,
    ContactChannel,
    CorrectionProposal,
    Department,
    ExceptionalClosure,
    Framework,
    LabelGrant,
    Language,
    Need,
    NeedMapping,
    NeedSynonym,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceType,
    Scheme,
    SchemeAlias,
    Service,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    ServicePartner,
    SpecialSupport,
    Structure,
    StructureRelation,
)

VERIFIED_BY = "la coordination"


def _now() -> datetime:
    return timezone.now()  # noqa: TID251  the admin is a door: the clock enters here


def _inline(
    of: type[Model],
    *,
    fk_name: str | None = None,
    fields: list[str] | None = None,
    lookups: tuple[str, ...] = (),
) -> type[admin.TabularInline[Any, Any]]:
    """Return a table of `of` rows inside the form of their owner; `lookups` are found by typing."""
    attributes = {
        "model": of,
        "extra": 0,
        "fk_name": fk_name,
        "fields": fields,
        "autocomplete_fields": lookups,
    }
    return type(f"{of.__name__}Inline", (admin.TabularInline,), attributes)


CONTACT_FIELDS = ["kind", "value", "label", "is_preferred", "phone_hours", "visibility"]


class KeptAdmin(admin.ModelAdmin[Any]):
    """Rows are ended, closed or withdrawn, so that history stays: never deleted from here."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# --- Lists ----------------------------------------------------------------------------------------------------


@admin.register(Framework)
class FrameworkAdmin(KeptAdmin):
    list_display = ["name", "version", "is_current"]
    readonly_fields = ["code", "version"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Need)
class NeedAdmin(KeptAdmin):
    list_display = ["label", "parent", "framework", "is_in_scope", "on_home", "position"]
    list_filter = ["framework", "is_in_scope", "on_home"]
    list_select_related = ["parent", "framework"]
    search_fields = ["label", "synonyms__folded_text", "code"]
    autocomplete_fields = ["parent"]
    inlines = [
        _inline(NeedSynonym, fields=["text"]),
        _inline(NeedMapping, fk_name="need", lookups=("target",)),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["framework", "code"] if obj else []  # a code is what services, links and exports hold on to

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        _refresh_needs({form.instance.pk})


@admin.register(NeedSynonym)
class NeedSynonymAdmin(admin.ModelAdmin[NeedSynonym]):
    list_display = ["text", "need"]
    list_select_related = ["need"]
    search_fields = ["folded_text", "need__label"]
    autocomplete_fields = ["need"]

    def save_model(self, request: HttpRequest, obj: NeedSynonym, form: Any, change: bool) -> None:
        before = NeedSynonym.objects.filter(pk=obj.pk).values_list("need_id", flat=True)
        need_ids = {obj.need_id, *before}
        super().save_model(request, obj, form, change)
        _refresh_needs(need_ids)

    def delete_model(self, request: HttpRequest, obj: NeedSynonym) -> None:
        super().delete_model(request, obj)
        _refresh_needs({obj.need_id})

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[NeedSynonym]) -> None:
        need_ids = set(queryset.values_list("need_id", flat=True))
        super().delete_queryset(request, queryset)
        _refresh_needs(need_ids)


def _refresh_needs(need_ids: set[int]) -> None:
    actions.refresh_docs_of_needs(need_ids=need_ids, on=timezone.localdate())
    actions.refresh_words()


@admin.register(Audience, SpecialSupport, Language)
class FlatListAdmin(KeptAdmin):
    list_display = ["label", "code", "national_label", "position"]
    search_fields = ["label", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(Scheme)
class SchemeAdmin(KeptAdmin):
    list_display = ["name", "kind", "scope", "starts_on", "ends_on"]
    list_filter = ["kind", "scope"]
    search_fields = ["name", "aliases__name"]
    inlines = [_inline(SchemeAlias)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.refresh_docs_of_schemes(scheme_ids=[form.instance.pk], on=timezone.localdate())


# --- Structures, places, services -----------------------------------------------------------------------------


@admin.register(Structure)
class StructureAdmin(KeptAdmin):
    list_display = ["name", "legal_form", "sector", "commune", "siret", "is_demo"]
    list_filter = ["legal_form", "sector", "is_demo"]
    list_select_related = ["commune"]
    search_fields = ["search_text", "siret"]
    autocomplete_fields = ["commune"]
    readonly_fields = ["public_id"]
    inlines = [
        _inline(ContactChannel, fields=CONTACT_FIELDS),
        _inline(Department),
        _inline(StructureRelation, fk_name="source", lookups=("target",)),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.update_structure(structure=form.instance, now=_now())


@admin.register(Place)
class PlaceAdmin(KeptAdmin):
    list_display = ["name", "commune", "status", "operator", "verified_on", "is_demo"]
    list_filter = ["status", "is_demo", "is_volunteer_run", "commune__departement"]
    list_select_related = ["commune", "operator"]
    search_fields = ["search_text", "public_id", "commune__search_text"]
    autocomplete_fields = ["commune", "owner", "carrier", "operator", "funding_scheme"]
    readonly_fields = ["public_id", "status", "published_at", "verified_on", "verified_by"]
    date_hierarchy = "verified_on"
    actions = ["publish", "unpublish", "verify"]
    inlines = [
        _inline(PlaceType),
        _inline(ContactChannel, fields=CONTACT_FIELDS),
        _inline(Capability),
        _inline(ExceptionalClosure, fields=["starts_on", "ends_on", "reason"]),
        _inline(PlaceOccupant, lookups=("structure",)),
        _inline(LabelGrant, lookups=("scheme", "structure")),
        _inline(NonDigitalActivity),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.refresh_search_docs(place_ids=[form.instance.pk], on=timezone.localdate())

    @admin.action(description="Publier les lieux choisis", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        try:
            actions.publish_places(places=queryset, now=_now())
        except actions.PlaceNotPublishable:
            sentence = "Un des lieux n’a ni adresse ni position : complétez-le, puis publiez à nouveau."
            messages.error(request, sentence)

    @admin.action(description="Retirer les lieux choisis du site", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        for place in queryset:
            actions.unpublish_place(place=place, now=_now())

    @admin.action(description="Marquer comme vérifiés aujourd’hui", permissions=["change"])
    def verify(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        for place in queryset:
            actions.verify_place(place=place, by_label=VERIFIED_BY, by=request.user, now=_now())  # type: ignore[arg-type]


class ServiceForm(forms.ModelForm[Service]):
    """A published service keeps at least one need."""

    class Meta:
        model = Service
        fields = "__all__"  # noqa: DJ007  an admin screen shows all of the record

    def clean_needs(self) -> Any:
        needs = self.cleaned_data["needs"]
        if self.instance.status == ServiceStatus.PUBLISHED and not needs:
            raise ValidationError("Un service publié répond à au moins un besoin : choisissez-en un.")
        return needs


@admin.register(Service)
class ServiceAdmin(KeptAdmin):
    form = ServiceForm
    list_display = ["name", "place", "status", "provider", "price", "is_full"]
    list_filter = ["status", "price", "is_full", "delivery_mode"]
    list_select_related = ["place", "provider"]
    search_fields = ["name", "place__search_text", "public_id"]
    autocomplete_fields = [
        "place", "needs", "provider", "host", "carrier", "funding_scheme",
        "audiences", "special_supports", "languages",
    ]  # fmt: skip
    raw_id_fields = ["department"]
    readonly_fields = ["public_id", "status"]
    actions = ["publish"]
    inlines = [
        _inline(ServiceModality),
        _inline(ServiceAccessMode),
        _inline(ContactChannel, fields=CONTACT_FIELDS),
        _inline(ServicePartner, lookups=("structure",)),
        _inline(ServiceCoverage, lookups=("commune", "departement")),
    ]

    def save_model(self, request: HttpRequest, obj: Service, form: Any, change: bool) -> None:
        # A service that moves leaves the document of the place it was at.
        obj.places_before = list(Service.objects.filter(pk=obj.pk).values_list("place_id", flat=True))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        place_ids = {form.instance.place_id, *form.instance.places_before}
        actions.refresh_search_docs(place_ids=place_ids, on=timezone.localdate())

    @admin.action(description="Publier les services choisis", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        for service in queryset:
            try:
                actions.publish_service(service=service, now=_now())
            except actions.ServiceWithoutNeed:
                messages.error(
                    request, f"« {service} » ne répond à aucun besoin : ajoutez-en un, puis publiez."
                )


@admin.register(CorrectionProposal)
class CorrectionProposalAdmin(KeptAdmin):
    list_display = ["created_at", "place", "message", "status"]
    list_filter = ["status"]
    list_select_related = ["place"]
    search_fields = ["message", "place__search_text"]
    readonly_fields = ["place", "message", "contact", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
