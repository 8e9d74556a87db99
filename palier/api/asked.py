"""What may be asked of the API: the parameters, their bounds, and what they say in French."""

import re
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from palier.api.cursor import MAX_CHARS as MAX_CURSOR_CHARS

MAX_RADIUS_KM = 200.0
DEFAULT_RADIUS_KM = 30.0
DEFAULT_LIMIT = 50


def _only_true_or_false(value: Any) -> Any:
    """« on », « 1 » and « yes » are guesses: the answer would depend on the library."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "not a boolean")
    return value


def _plain_number(value: Any) -> Any:
    """Digits and a point, as JSON writes them: not « 1_000 », not « ١٠ »."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", value):
        raise PydanticCustomError("float_parsing", "not a number")
    return value


def plain_integer(value: Any) -> Any:
    """Return digits as they are: not « 1_000 », not « ١٠ ». Raises PydanticCustomError."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,12}", value):
        raise PydanticCustomError("int_parsing", "not an integer")
    return value


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "NUL byte")
    return value


Flag = Annotated[bool, BeforeValidator(_only_true_or_false)]
Words = Annotated[str, AfterValidator(_without_nul)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9-]{0,60}$")]


class PlacesAsked(Schema):
    """Parameters of `/places`. "" and false ask nothing."""

    q: Words = Field("", max_length=120, description="Des mots, compris comme sur la page de recherche.")
    need: Code = Field("", description="Code d’un besoin ; la liste est à /api/v1/needs.")
    service: Words = Field(
        "", max_length=120, description="Service du schéma national : son libellé ou son code."
    )
    commune: str = Field(
        "", pattern=r"^([0-9][0-9AB][0-9]{3})?$",
        description="Code INSEE. Sans radius_km : les lieux de la commune ; avec : autour de son centre.",
    )  # fmt: skip
    near: str = Field(
        "", pattern=r"^(-?[0-9]{1,2}(\.[0-9]{1,10})?,-?[0-9]{1,3}(\.[0-9]{1,10})?)?$",
        description="Latitude et longitude en degrés (WGS 84), séparées par une virgule : 47.85,-0.95.",
    )  # fmt: skip
    radius_km: Annotated[float | None, BeforeValidator(_plain_number)] = Field(
        None, ge=0.1, le=MAX_RADIUS_KM, allow_inf_nan=False,
        description=f"Rayon en kilomètres, avec near ou commune ; {DEFAULT_RADIUS_KM:g} si near est seul.",
    )  # fmt: skip
    territory: str = Field(
        "", pattern=r"^((commune|epci|departement|region):[0-9A-Za-z]{1,9})?$",
        description="Territoire : departement:53, epci:200048551, region:52, commune:53084.",
    )  # fmt: skip
    open_now: Flag = Field(False, description="Ouverts maintenant.")
    open_at: str = Field(
        "", pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+ -][0-9]{2}:[0-9]{2})?)?$",
        description="Ouverts à ce moment (ISO 8601) ; sans fuseau, à l’heure de Paris.",
    )  # fmt: skip
    someone_now: Flag = Field(False, description="Quelqu’un aide maintenant, ou au moment de open_at.")
    walk_in: Flag = Field(False, description="Sans rendez-vous.")
    free: Flag = Field(False, description="Gratuit.")
    computer: Flag = Field(False, description="Ordinateur sur place.")
    at_home: Flag = Field(False, description="À domicile.")
    audience: Code = Field("", description="Code d’un public ; un service ouvert à tous passe toujours.")
    support: Code = Field("", description="Code d’une difficulté que le service sait accueillir.")
    language: Code = Field("", description="Code d’une langue parlée.")
    label: Code = Field("", description="Code d’un label du lieu.")
    modality: Code = Field("", description="Comment l’aide est donnée : on-site, workshop, home…")
    limit: Annotated[int, BeforeValidator(plain_integer)] = Field(
        DEFAULT_LIMIT, ge=1, le=500, description="Lieux par page, 500 au plus."
    )
    cursor: str = Field(
        "", pattern=rf"^[A-Za-z0-9_-]{{0,{MAX_CURSOR_CHARS}}}$",
        description="Donné par « next » : la page suivante de la même demande.",
    )  # fmt: skip


class TerritoriesAsked(Schema):
    """Parameters of `/territories`."""

    q: Words = Field(
        ..., min_length=1, max_length=80, description="Début d’un nom, code postal ou code INSEE."
    )
