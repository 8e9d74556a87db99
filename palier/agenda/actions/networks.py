"""Networks of places: their name, who keeps them, which places they hold."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.directory.models import Place, PlaceNetwork, Structure


@transaction.atomic
def write_network(
    *, network: PlaceNetwork | None, name: str, description: str, carrier: Structure, places: Iterable[Place]
) -> PlaceNetwork:
    """Write a network, new (`None`) or not, with exactly these places. Raises ValidationError."""
    network = network or PlaceNetwork()
    network.name, network.description, network.carrier = name.strip(), description.strip(), carrier
    network.clean_fields(exclude=["search_text"])
    try:
        with transaction.atomic():
            network.save()
    except IntegrityError:
        raise ValidationError({"name": "Cette structure a déjà un réseau de ce nom."}) from None
    network.places.set(places)
    return network
