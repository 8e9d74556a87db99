"""The library of sessions worth giving again: ours, or copied from elsewhere with their source."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.agenda.enums import ThemeRule
from palier.agenda.models import Session, SessionTemplate
from palier.directory.models import Structure, Topic


@transaction.atomic
def write_template(
    *, template: SessionTemplate, values: Mapping[str, Any], topics: Iterable[Topic] | None = None
) -> SessionTemplate:
    """Write a template, new or not. `values`: fields of SessionTemplate. Raises ValidationError."""
    for name, value in values.items():
        setattr(template, name, value.strip() if isinstance(value, str) else value)
    if template.source_url and not template.source_name:
        raise ValidationError({"source_name": "Dites de qui vient ce modèle."})
    template.clean_fields()
    template.save()
    if topics is not None:
        template.topics.set(topics)
    return template


@transaction.atomic
def template_from_session(*, session: Session, by: User, now: datetime) -> SessionTemplate:
    """Keep a session as a template of the structure that organises it."""
    template = SessionTemplate(
        structure=session.organiser,
        format=session.format,
        title=session.theme or session.title,
        description=session.description,
        source_name=session.organiser.name,
        created_by=by,
        created_at=now,
    )
    template.save()
    template.topics.set(session.topics.all())
    return template


@transaction.atomic
def copy_template(
    *, template: SessionTemplate, structure: Structure, by: User, now: datetime
) -> SessionTemplate:
    """Copy a template into the library of a structure, with where it comes from. Safe to run twice."""
    source = template.source_name or (template.structure.name if template.structure else "")
    known = SessionTemplate.objects.filter(structure=structure, title=template.title, source_name=source)
    if (found := known.first()) is not None:
        return found
    copy = SessionTemplate(
        structure=structure,
        format=template.format,
        title=template.title,
        description=template.description,
        interests=template.interests,
        source_name=source,
        source_url=template.source_url,
        created_by=by,
        created_at=now,
    )
    copy.save()
    copy.topics.set(template.topics.all())
    return copy


def forget_template(*, template: SessionTemplate) -> None:
    """Take a template out of the library; sessions made from it stay."""
    template.delete()


def values_of_template(template: SessionTemplate) -> dict[str, Any]:
    """Return what a session takes from a template, by field of Session."""
    rule = template.format.theme_rule
    theme = {"hook_theme": template.title} if rule == ThemeRule.HOOK else {"theme": template.title}
    return {"description": template.description, "topics": list(template.topics.all()), **theme}
