"""Needs edited on the site: how they are called, the words that lead to them, what we do not do.

Search follows at once. Who edited last, and when, stays on the need; the files shipped with the product no longer
change its words (`codelists.load_codelists`).
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.core.text import fold
from palier.directory.actions.codelists import add_synonym, refresh_docs_of_needs
from palier.directory.actions.search import refresh_words
from palier.directory.models import Need, NeedSynonym


@transaction.atomic
def edit_need(
    *,
    need: Need,
    label: str,
    description: str,
    is_in_scope: bool,
    out_of_scope_text: str,
    by: User,
    now: datetime,
) -> None:
    """Change how a need is called and whether we do it, with what to say when we do not. Raises ValidationError."""
    need.label, need.description = label.strip(), description.strip()
    need.is_in_scope = is_in_scope
    need.out_of_scope_text = "" if is_in_scope else out_of_scope_text.strip()
    if not is_in_scope and not need.out_of_scope_text:
        raise ValidationError(
            {"out_of_scope_text": ["Dites ce que la personne lira, et vers qui l’orienter."]}
        )
    _follow(need, by=by, now=now)


@transaction.atomic
def add_words(*, need: Need, text: str, by: User, now: datetime) -> NeedSynonym:
    """Make these words lead to `need`. Raises ValidationError if they lead to another need, are empty or too long."""
    folded = fold(text)
    if not folded:
        raise ValidationError({"text": ["Écrivez des mots, comme les gens les disent."]})
    other = (
        NeedSynonym.objects.filter(folded_text=folded, need__framework=need.framework)
        .exclude(need=need)
        .select_related("need")
        .first()
    )
    if other is not None:
        raise ValidationError(
            {"text": [f"Ces mots mènent déjà à « {other.need.label} » : enlevez-les d’abord là-bas."]}
        )
    synonym = add_synonym(need=need, text=text, on=now.date())
    _follow(need, by=by, now=now)
    return synonym


@transaction.atomic
def remove_words(*, synonym: NeedSynonym, by: User, now: datetime) -> None:
    """Make these words no longer lead to their need."""
    need = synonym.need
    synonym.delete()
    _follow(need, by=by, now=now)


def _follow(need: Need, *, by: User, now: datetime) -> None:
    need.edited_at, need.edited_by = now, by
    need.full_clean()
    need.save()
    refresh_docs_of_needs(need_ids=[need.pk], on=now.date())
    refresh_words()
