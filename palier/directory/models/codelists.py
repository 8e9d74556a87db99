"""Lists that operators edit: needs, audiences, supports, languages, labels and schemes."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from palier.core.text import fold
from palier.directory.enums import SchemeKind, SchemeScope

code_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Un code ne contient que des minuscules, chiffres et tirets."
)


FRAMEWORK_CODE = "besoins"  # ours: the words people use; others are national lists it is mapped to


class Framework(models.Model):
    """A versioned list of codes (« référentiel »): ours, or a national one that ours is mapped to."""

    code = models.CharField("code", max_length=40, validators=[code_validator])
    version = models.CharField("version", max_length=20)
    name = models.CharField("nom", max_length=200)
    source_url = models.URLField("adresse de la source", blank=True)
    is_current = models.BooleanField("version en vigueur", default=True)

    class Meta:
        verbose_name = "référentiel"
        verbose_name_plural = "référentiels"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_code_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_current=True), name="framework_one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Need(models.Model):
    """What a person wants to do, in their words: two levels, one public label per code."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="needs", verbose_name="référentiel"
    )
    code = models.CharField("code", max_length=60, validators=[code_validator])
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="famille",
    )
    label = models.CharField("libellé public", max_length=120)
    description = models.CharField("explication", max_length=300, blank=True)
    icon = models.CharField("pictogramme", max_length=20, blank=True)
    is_in_scope = models.BooleanField(
        "nous le faisons",
        default=True,
        help_text="Décoché : la recherche l’explique et donne d’autres contacts.",
    )
    out_of_scope_text = models.TextField("que dire quand nous ne le faisons pas", blank=True)
    on_home = models.BooleanField("en première page", default=False)
    position = models.PositiveSmallIntegerField("ordre", default=100)
    # Once somebody has edited a need on the site, the files shipped with the product no longer change its words.
    edited_at = models.DateTimeField("modifié sur le site le", null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="modifié par",
    )

    class Meta:
        verbose_name = "besoin"
        verbose_name_plural = "besoins"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="need_code_in_framework"),
            models.UniqueConstraint(fields=["framework", "label"], name="need_label_in_framework"),
            models.CheckConstraint(
                name="need_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("pk"))
            ),
            models.CheckConstraint(
                name="need_out_of_scope_says_why", condition=Q(is_in_scope=True) | ~Q(out_of_scope_text="")
            ),
        ]

    def __str__(self) -> str:
        return self.label


class NeedSynonym(models.Model):
    """Words people use for a need: « numériser mes photos », « carte grise »."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="synonyms", verbose_name="besoin")
    text = models.CharField("mots", max_length=120)
    folded_text = models.CharField(max_length=120, editable=False, db_index=True)

    class Meta:
        verbose_name = "mots pour un besoin"
        verbose_name_plural = "mots pour les besoins"
        constraints = [models.UniqueConstraint(fields=["need", "folded_text"], name="need_synonym_once")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded_text = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class NeedMapping(models.Model):
    """One of our needs said in another framework, such as the nine national services."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="mappings", verbose_name="besoin")
    target = models.ForeignKey(
        Need, on_delete=models.PROTECT, related_name="mapped_from", verbose_name="équivalent"
    )

    class Meta:
        verbose_name = "correspondance"
        verbose_name_plural = "correspondances"
        constraints = [
            models.UniqueConstraint(fields=["need", "target"], name="need_mapping_once"),
            models.CheckConstraint(name="need_mapping_to_another", condition=~Q(need=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.need} → {self.target}"


class Codelist(models.Model):
    """A flat list: code, public label, label of the national schema if it has one."""

    code = models.CharField("code", max_length=40, unique=True, validators=[code_validator])
    label = models.CharField("libellé public", max_length=120, unique=True)
    national_label = models.CharField("libellé du schéma national", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Audience(Codelist):
    """A group an offer is aimed at. None declared means everybody."""

    class Meta(Codelist.Meta):
        verbose_name = "public"
        verbose_name_plural = "publics"


class SpecialSupport(Codelist):
    """A difficulty that an offer knows how to welcome (« prise en charge spécifique »)."""

    class Meta(Codelist.Meta):
        verbose_name = "prise en charge"
        verbose_name_plural = "prises en charge"


class Language(Codelist):
    """A language spoken by helpers: information, never a condition. `code` is ISO 639."""

    class Meta(Codelist.Meta):
        verbose_name = "langue"
        verbose_name_plural = "langues"


class Topic(Codelist):
    """What a session or a resource is about (« thème »): several, or none for an open one."""

    class Meta(Codelist.Meta):
        verbose_name = "thème"
        verbose_name_plural = "thèmes"


class AgeBand(Codelist):
    """An age band, counted by hand and never deduced from a birth date. Bands do not overlap."""

    from_age = models.PositiveSmallIntegerField("à partir de (ans)", null=True, blank=True)
    to_age = models.PositiveSmallIntegerField("jusqu’à (ans, compris)", null=True, blank=True)
    is_young = models.BooleanField("jeunes", default=False)
    is_senior = models.BooleanField("seniors", default=False)

    class Meta(Codelist.Meta):
        verbose_name = "tranche d’âge"
        verbose_name_plural = "tranches d’âge"
        constraints = [
            models.CheckConstraint(
                name="age_band_in_order",
                condition=Q(from_age=None)
                | Q(to_age=None)
                | Q(from_age__isnull=False, to_age__gte=F("from_age")),
            ),
            models.CheckConstraint(
                name="age_band_not_young_and_senior", condition=Q(is_young=False) | Q(is_senior=False)
            ),
        ]


class Scheme(models.Model):
    """A label or a scheme (« dispositif »): what it is, who may have it, how to get it."""

    code = models.CharField("code", max_length=40, unique=True, validators=[code_validator])
    name = models.CharField("nom", max_length=120, unique=True)
    kind = models.CharField("nature", max_length=10, choices=SchemeKind)
    scope = models.CharField("portée", max_length=10, choices=SchemeScope, default=SchemeScope.NATIONAL)
    national_label = models.CharField("libellé du schéma national", max_length=120, blank=True)
    eligible = models.TextField("qui peut en bénéficier", blank=True)
    how_to_activate = models.TextField("comment l’activer", blank=True)
    contact = models.CharField("contact", max_length=200, blank=True)
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "label ou dispositif"
        verbose_name_plural = "labels et dispositifs"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="scheme_dates_in_order",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SchemeAlias(models.Model):
    """A former or other name of a label: it stays findable."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="aliases", verbose_name="label")
    name = models.CharField("autre nom", max_length=120, unique=True)
    until_on = models.DateField("en usage jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "ancien nom"
        verbose_name_plural = "anciens noms"

    def __str__(self) -> str:
        return self.name
