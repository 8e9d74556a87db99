"""The register of cookies: a cookie that is not here makes the tests fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cookie:
    """One cookie the platform may set. There is no marketing category: it is empty by rule."""

    name: str
    purpose: str
    category: str
    lifetime: str
    when: str


COOKIE_REGISTER = (
    Cookie(
        name="palier_session",
        purpose="reconnaître une personne connectée ; ne contient qu’une clé tirée au sort",
        category="nécessaire",
        lifetime="jusqu’à la fermeture du navigateur, douze heures au plus",
        when="à partir du moment où l’on demande un code, une clé ou ProConnect pour se connecter",
    ),
    Cookie(
        name="palier_csrf",
        purpose="vérifier que ce qui est envoyé par une personne connectée vient bien de ce site",
        category="nécessaire",
        lifetime="jusqu’à la fermeture du navigateur",
        when="avec le précédent, et sur la page de connexion de l’administration",
    ),
)
