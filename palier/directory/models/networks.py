"""Networks of places: several libraries with one programme and one way of saying things."""

from django.db import models
from django.db.models import Q

from palier.core.ids import new_public_id
from palier.core.text import fold
from palier.directory.models.places import Place
from palier.directory.models.structures import Structure


class PlaceNetwork(models.Model):
    """A group of places with a shared programme (« réseau de médiathèques »), kept by one structure."""

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField("nom", max_length=200)
    search_text = models.TextField(editable=False)
    description = models.TextField("présentation", blank=True)
    carrier = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        related_name="networks",
        verbose_name="structure qui anime le réseau",
    )
    places = models.ManyToManyField(Place, related_name="networks", blank=True, verbose_name="lieux")
    is_demo = models.BooleanField("démonstration", default=False, help_text="Réseau inventé.")

    class Meta:
        verbose_name = "réseau de lieux"
        verbose_name_plural = "réseaux de lieux"
        ordering = ["search_text", "pk"]
        constraints = [
            models.CheckConstraint(name="network_named", condition=~Q(name="")),
            models.UniqueConstraint(fields=["carrier", "name"], name="network_name_once_per_carrier"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
