"""People who sign in, and the roles they hold over territories."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from palier.accounts.enums import Profile, RoleScope, RoleStatus
from palier.territory.territories import UnknownTerritory, territory_by_reference


class UserManager(BaseUserManager["User"]):
    """Makes accounts from a mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without `password` it cannot sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator, who may use the administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account is a mail address and a name, nothing else."""

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom affiché", max_length=120, help_text="Un prénom et une initiale suffisent.")
    is_active = models.BooleanField("compte actif", default=True)
    is_staff = models.BooleanField("opérateur", default=False, help_text="Peut ouvrir l’administration.")
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.CheckConstraint(name="user_email_lower", condition=models.Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name


class Role(models.Model):
    """What somebody is, in the field’s words. Data (`data/roles.toml`); the profile says what it allows."""

    code = models.CharField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=120)
    profile = models.CharField("profil", max_length=12, choices=Profile)
    scope = models.CharField("se tient", max_length=10, choices=RoleScope)
    rank = models.PositiveSmallIntegerField("ordre", default=100)
    is_current = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "rôle"
        verbose_name_plural = "rôles"
        ordering = ["rank", "code"]
        constraints = [
            models.CheckConstraint(
                name="role_named", condition=~Q(code="") & ~Q(label="") & ~Q(profile="") & ~Q(scope="")
            )
        ]

    def __str__(self) -> str:
        return self.label


def validate_territory_reference(value: str) -> None:
    """Refuse what names no territory; references are written `departement:53`."""
    try:
        reference = territory_by_reference(value).reference
    except UnknownTerritory:
        reference = ""
    if reference != value:
        raise ValidationError("Ce territoire n’existe pas : choisissez-le dans la liste.", code="territory")


# Offered, asked for or held. Written without IN, whose text PostgreSQL changes when it is dumped and restored.
OPEN = Q(status="INVITED") | Q(status="REQUESTED") | Q(status="ACTIVE")


class HeldRole(models.Model):
    """What every held role has: who, since when, until when, who vouched. Only `rights_on` gives rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name="compte")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", verbose_name="rôle")
    status = models.CharField("état", max_length=10, choices=RoleStatus, default=RoleStatus.REQUESTED)
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Ce jour compris.")
    message = models.CharField("message", max_length=500, blank=True)
    reason = models.CharField("raison de la réponse", max_length=500, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="confirmé par",
    )
    vouched_at = models.DateTimeField("confirmé le", null=True, blank=True)
    created_at = models.DateTimeField("créé le")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_dates_in_order",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
            # Nobody vouches for themselves: the database says it too.
            models.CheckConstraint(
                name="%(class)s_not_by_oneself", condition=Q(vouched_by=None) | ~Q(vouched_by=F("user"))
            ),
            models.CheckConstraint(
                name="%(class)s_active_is_vouched",
                condition=~Q(status__in=["ACTIVE", "INVITED"]) | Q(vouched_at__isnull=False),
            ),
        ]


class TerritorialRole(HeldRole):
    """A role over a territory, written as a reference: `departement:53`, `epci:200033298`, `commune:53130`…"""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="territorial_roles",
        verbose_name="compte",
    )
    territory = models.CharField("territoire", max_length=20, validators=[validate_territory_reference])
    perimeter_note = models.CharField(
        "ce dont cette personne s’occupe",
        max_length=300,
        blank=True,
        help_text="« Les bibliothèques du Nord »…",
    )

    class Meta(HeldRole.Meta):
        verbose_name = "rôle sur un territoire"
        verbose_name_plural = "rôles sur un territoire"
        ordering = ["pk"]
        constraints = [
            *HeldRole.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "territory"],
                condition=OPEN,
                name="territorial_role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} ({self.territory})"
