"""Things of an inventory; cases, which are things with contents; the templates of those contents."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from palier.core.ids import new_public_id
from palier.core.text import fold
from palier.directory.models import Place, Structure
from palier.kits.enums import OUT_OF_USE, Condition, EquipmentKind, SharingRule

MOST_PIECES = 99


class EquipmentItem(models.Model):
    """A thing that a structure owns and lends: a laptop, a projector, a case (which is then also a Kit)."""

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    owner = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="equipment", verbose_name="à quelle structure"
    )
    kind = models.CharField("ce que c’est", max_length=9, choices=EquipmentKind)
    label = models.CharField("nom", max_length=120)
    search_text = models.TextField(editable=False)
    inventory_number = models.CharField("numéro d’inventaire", max_length=40, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="equipment",
        verbose_name="dans quel lieu",
    )
    where = models.CharField(
        "où exactement", max_length=120, blank=True, help_text="La salle, le placard, l’étagère."
    )
    condition = models.CharField("état", max_length=7, choices=Condition, default=Condition.GOOD)
    note = models.TextField("à savoir", blank=True, help_text="Mot de passe affiché, chargeur à part…")
    sharing = models.CharField(
        "qui peut le réserver", max_length=12, choices=SharingRule, default=SharingRule.OWN
    )
    retired_at = models.DateTimeField("retiré de l’inventaire le", null=True, blank=True)
    created_at = models.DateTimeField("ajouté le")
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "matériel"
        verbose_name_plural = "matériels"
        ordering = ["search_text", "pk"]
        indexes = [models.Index("sharing", "retired_at", name="equipment_shared")]
        constraints = [
            models.CheckConstraint(name="equipment_named", condition=~Q(label="")),
            models.UniqueConstraint(
                fields=["owner", "inventory_number"],
                condition=~Q(inventory_number=""),
                name="equipment_number_once_per_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(f"{self.label} {self.get_kind_display()} {self.inventory_number}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_shared(self) -> bool:
        """Whether other structures may reserve it."""
        return self.sharing != SharingRule.OWN

    @property
    def is_usable(self) -> bool:
        """Whether it can be lent as it is."""
        return self.retired_at is None and self.condition not in OUT_OF_USE


class KitTemplate(models.Model):
    """What a kind of case always holds (« valise normée »). Rows come from `kits/data/templates.toml`."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("nom", max_length=80, unique=True)
    summary = models.CharField("à quoi elle sert", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "modèle de valise"
        verbose_name_plural = "modèles de valise"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class KitTemplateItem(models.Model):
    """One thing of a template, and how many."""

    template = models.ForeignKey(
        KitTemplate, on_delete=models.CASCADE, related_name="items", verbose_name="modèle"
    )
    code = models.SlugField("code", max_length=40)
    label = models.CharField("contenu", max_length=120)
    quantity = models.PositiveSmallIntegerField(
        "combien", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "contenu d’un modèle"
        verbose_name_plural = "contenus d’un modèle"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="template_item_once"),
            models.CheckConstraint(name="template_item_counted", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return self.label


class Kit(models.Model):
    """A case with contents: the case itself is a thing of the inventory, reserved like any other."""

    case = models.OneToOneField(
        EquipmentItem, on_delete=models.CASCADE, related_name="kit", verbose_name="la valise elle-même"
    )
    template = models.ForeignKey(
        KitTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kits",
        verbose_name="modèle",
        help_text="Vide : un contenu à vous.",
    )
    # Changed by whoever changes the contents or reserves them: the row that both wait for.
    revision = models.PositiveIntegerField("révision du contenu", default=0, editable=False)

    class Meta:
        verbose_name = "valise"
        verbose_name_plural = "valises"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.case)


class KitLine(models.Model):
    """One thing that a case must hold, and how many: small pieces by count, or one thing of the inventory."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="lines", verbose_name="valise")
    template_item = models.ForeignKey(
        KitTemplateItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="prévu par le modèle",
    )
    item = models.OneToOneField(
        EquipmentItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kit_line",
        verbose_name="matériel de l’inventaire",
    )
    label = models.CharField("contenu", max_length=120)
    quantity = models.PositiveSmallIntegerField(
        "combien", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "contenu d’une valise"
        verbose_name_plural = "contenus d’une valise"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="kit_line_said", condition=~Q(label="")),
            models.CheckConstraint(
                name="kit_line_counted", condition=Q(quantity__gte=1, quantity__lte=MOST_PIECES)
            ),
            models.CheckConstraint(
                name="kit_line_one_thing_of_the_inventory", condition=Q(item=None) | Q(quantity=1)
            ),
            models.UniqueConstraint(
                fields=["kit", "template_item"],
                condition=Q(template_item__isnull=False),
                name="kit_line_once_per_template_item",
            ),
        ]

    def __str__(self) -> str:
        return self.label
