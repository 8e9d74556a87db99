"""What goes with a session: who gives it, with whom, with what on the table and what must be ready."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.agenda.enums import CreditRole, DocumentKind, PartnerRole
from palier.agenda.models.sessions import Session
from palier.directory.models import Structure

EXPERT_USERS_MAX = 2


class SessionCredit(models.Model):
    """A person who gives a session, credited with their structure: a colleague, a participant, an outside speaker."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="credits", verbose_name="séance"
    )
    role = models.CharField("rôle", max_length=17, choices=CreditRole)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="session_credits",
        verbose_name="compte",
    )
    name = models.CharField("nom affiché", max_length=100, help_text="Un prénom suffit.")
    structure = models.ForeignKey(
        Structure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session_credits",
        verbose_name="structure",
    )
    is_participant = models.BooleanField("participe à la séance", default=False)
    agreed_on = models.DateField("a donné son accord le", null=True, blank=True)
    is_public = models.BooleanField("montré sur la page", default=True)
    # 1 or 2 for user experts: the constraint is what stops at two.
    expert_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "personne créditée"
        verbose_name_plural = "personnes créditées"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="credit_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="credit_expert_user_agreed_and_ranked",
                condition=~Q(role="EXPERT_USER")
                | Q(
                    agreed_on__isnull=False,
                    expert_rank__isnull=False,
                    expert_rank__gte=1,
                    expert_rank__lte=EXPERT_USERS_MAX,
                ),
            ),
            models.UniqueConstraint(
                fields=["session", "expert_rank"],
                condition=Q(expert_rank__isnull=False),
                name="credit_expert_users_at_most_two",
            ),
            models.UniqueConstraint(
                fields=["session", "role", "user"],
                condition=Q(user__isnull=False),
                name="credit_once_per_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionPartner(models.Model):
    """A structure beside the organiser: it hosts, co-organises, builds with us, or spreads the word."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="partners", verbose_name="séance"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="partnered_sessions", verbose_name="structure"
    )
    role = models.CharField("rôle", max_length=12, choices=PartnerRole)
    poster_sent_at = models.DateTimeField("affiche envoyée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "structure", "role"], name="session_partner_once")
        ]

    def __str__(self) -> str:
        return f"{self.structure} ({self.get_role_display()})"


class SessionDocument(models.Model):
    """A book, a magazine, a tutorial laid out for a session and printed on its hand-out."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="documents", verbose_name="séance"
    )
    kind = models.CharField("nature", max_length=8, choices=DocumentKind)
    title = models.CharField("titre", max_length=200)
    reference = models.CharField("auteur, cote", max_length=200, blank=True)
    url = models.URLField("adresse", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(name="session_document_titled", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class RelatedSession(models.Model):
    """Another session of the network that this one points to, on its page and its hand-out."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="related", verbose_name="séance"
    )
    other = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="related_from", verbose_name="autre séance"
    )

    class Meta:
        verbose_name = "séance liée"
        verbose_name_plural = "séances liées"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "other"], name="related_session_once"),
            models.CheckConstraint(name="related_session_is_another", condition=~Q(session=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.session} → {self.other}"


class ChecklistItem(models.Model):
    """One thing to prepare for a session, ticked when it is ready (« matériel à prévoir »)."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="checklist", verbose_name="séance"
    )
    code = models.SlugField("code", max_length=40, blank=True)
    label = models.CharField("à prévoir", max_length=200)
    note = models.CharField("précision", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=100)
    done_at = models.DateTimeField("prêt le", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )

    class Meta:
        verbose_name = "chose à prévoir"
        verbose_name_plural = "choses à prévoir"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="checklist_item_said", condition=~Q(label="")),
            models.UniqueConstraint(
                fields=["session", "code"], condition=~Q(code=""), name="checklist_item_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label
