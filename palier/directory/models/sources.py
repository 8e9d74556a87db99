"""Where records come from: sources, their rows as they came, imports, and what people corrected."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.directory.enums import ImportStatus
from palier.directory.models.codelists import code_validator
from palier.directory.models.places import Place
from palier.directory.models.services import Service


class Source(models.Model):
    """A list that a territory already has. `rank` decides between sources: 1 counts most."""

    code = models.CharField("code", max_length=40, unique=True, validators=[code_validator])
    name = models.CharField("nom", max_length=200)
    publisher = models.CharField("producteur", max_length=200, blank=True)
    licence = models.CharField("licence", max_length=120, blank=True)
    url = models.URLField("adresse", blank=True, max_length=500)
    rank = models.PositiveSmallIntegerField("rang", default=100)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "source"
        verbose_name_plural = "sources"
        ordering = ["rank", "code"]
        constraints = [models.CheckConstraint(name="source_named", condition=~Q(name="") & ~Q(code=""))]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file read once: what it was, how far it went, what became of its rows.

    `rows_done` moves with each batch, in the same transaction as the rows: an interrupted import goes on from
    there. The report of `docs/imports.md` is made of `totals` and of the lines of its parts.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs", verbose_name="source")
    status = models.CharField("état", max_length=10, choices=ImportStatus, default=ImportStatus.RUNNING)
    file_name = models.CharField("fichier", max_length=300)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    mapping = models.TextField("correspondances (TOML)", blank=True)
    allow_removals = models.BooleanField("accepter beaucoup de lignes disparues", default=False)
    rows_total = models.PositiveIntegerField("lignes", null=True, blank=True)
    rows_done = models.PositiveIntegerField("lignes faites", default=0)
    totals = models.JSONField("totaux", default=dict, blank=True)
    problem = models.TextField("ce qui a arrêté l’import", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    started_at = models.DateTimeField("commencé le")
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_not_beyond_its_file",
                condition=Q(rows_total=None) | Q(rows_total__isnull=False, rows_done__lte=F("rows_total")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.file_name}"


class ImportReportPart(models.Model):
    """The report of one batch of an import: a line per row, from `first_row` on.

    `lines`: `[{"row": 1, "outcome": "created", "place": public_id or null, "reasons": […]}, …]`.
    """

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="report_parts", verbose_name="import"
    )
    first_row = models.PositiveIntegerField("première ligne")
    lines = models.JSONField("compte rendu ligne par ligne")

    class Meta:
        verbose_name = "partie de compte rendu"
        verbose_name_plural = "parties de compte rendu"
        ordering = ["run", "first_row"]
        constraints = [models.UniqueConstraint(fields=["run", "first_row"], name="report_part_once")]

    def __str__(self) -> str:
        return f"{self.run}, à partir de la ligne {self.first_row}"


# The order in which the records of a place are believed: those still in their list, its rank, then the latest.
BEST_FIRST = (
    F("gone_at").asc(nulls_first=True),
    F("source__rank").asc(),
    F("stated_on").desc(nulls_last=True),
    F("last_seen_at").desc(),
    F("pk").asc(),
)


class SourceRecord(models.Model):
    """One row of one source, stored as it came and linked to the place it describes.

    `raw`: the row, column by column. `says`: what it says once mapped and cleaned (the keys of
    `directory.actions.imports.fields`). A row gone from its source is dated, never deleted. A place may have records of
    several sources; the shown place is a view over them, corrections last.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="records", verbose_name="source"
    )
    key = models.CharField("clé dans la source", max_length=200)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="source_records",
        verbose_name="lieu",
    )
    raw = models.JSONField("ligne telle que reçue")
    says = models.JSONField("ce qu’elle dit", default=dict)
    remarks = models.JSONField("remarques de lecture", default=list, blank=True)
    raw_sha256 = models.CharField("empreinte de la ligne", max_length=64)
    stated_on = models.DateField("date de mise à jour donnée", null=True, blank=True)
    first_seen_at = models.DateTimeField("vue la première fois le")
    last_seen_at = models.DateTimeField("vue la dernière fois le")
    gone_at = models.DateTimeField("disparue depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de source"
        verbose_name_plural = "lignes de source"
        ordering = ["source", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_record_once"),
            models.CheckConstraint(name="source_record_has_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.source} / {self.key}"


class SourceService(models.Model):
    """A service that a row describes, and the service of the place that it became.

    `key`: what recognises it inside its row, its identifier in the source; "" if the row describes a single one.
    """

    record = models.ForeignKey(
        SourceRecord, on_delete=models.CASCADE, related_name="services", verbose_name="ligne de source"
    )
    key = models.CharField("clé dans la ligne", max_length=200, blank=True)
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="source_services", verbose_name="service"
    )

    class Meta:
        verbose_name = "service d’une ligne de source"
        verbose_name_plural = "services des lignes de source"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="source_service_once")]

    def __str__(self) -> str:
        return f"{self.record} / {self.key}" if self.key else str(self.record)


class PlaceProjection(models.Model):
    """What the source records and the corrections of a place last made of it, by field.

    The next projection writes only what differs from it: what somebody changed on the place itself stays until
    a source or a correction says something new of that field.
    """

    place = models.OneToOneField(
        Place, on_delete=models.CASCADE, primary_key=True, related_name="projection", verbose_name="lieu"
    )
    shown = models.JSONField("ce qui a été montré", default=dict)

    class Meta:
        verbose_name = "projection de lieu"
        verbose_name_plural = "projections de lieu"

    def __str__(self) -> str:
        return str(self.place)


class Correction(models.Model):
    """What a person says of one field of a place, or of one of its services: it always wins over what sources say."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="corrections", verbose_name="lieu"
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="service",
        help_text="Vide : la correction porte sur le lieu lui-même.",
    )
    field = models.CharField("champ", max_length=60)
    value = models.JSONField("valeur", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    made_at = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["pk"]
        constraints = [  # two, because NULL equals nothing in a unique constraint
            models.UniqueConstraint(
                fields=["place", "field"], condition=Q(service=None), name="correction_once_per_field"
            ),
            models.UniqueConstraint(
                fields=["service", "field"],
                condition=Q(service__isnull=False),
                name="correction_once_per_service_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.place} : {self.field}"
