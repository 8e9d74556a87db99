"""French text for searching: fold accents first, then stem. Pure: no Django, no clock."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_FIRST_MARK = "\u0300"  # no combining character comes before: they need no look-up
_SHORT = 60  # characters of a text worth remembering once folded
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_FOLDED_FEMININE = re.compile(
    r"(?<=[a-z]{3})ees?$"
)  # « retraitée »: without its accent, Snowball leaves it whole
_stemmer = Stemmer.Stemmer("french")

# Words that say nothing of a need; folded.
STOP_WORDS = frozenset(
    """
    a ai au aux avec car ce ces cet cette chez comment d dans de des du elle en est et etre faire fait
    il ils j je l la le les leur lui m ma mais me mes moi mon n ne nos notre nous on ou par pas pour qu
    que quel quelle qui s sa se ses son sur t ta te tes toi ton tu un une vos votre vous veux voudrais
    avoir besoin aide aider
    """.split()  # noqa: SIM905
)
# Snowball parts these words of one family; folded word → folded stem (stack.md, « Known Snowball misses »).
_STEM_EXCEPTIONS = {
    "conseillere": "conseil",
    "conseilleres": "conseil",
    "conseiller": "conseil",
    "conseillers": "conseil",
    "etranger": "etranger",
    "etrangers": "etranger",
    "etrangere": "etranger",
    "etrangeres": "etranger",
    "photos": "photo",
    "travaux": "travail",
    "inscription": "inscrir",
    "inscriptions": "inscrir",
    "inscrire": "inscrir",
    "connexion": "connect",
    "connexions": "connect",
    "cafe": "cafe",  # not « caf », which is the Caisse d’allocations familiales
    "cafes": "cafe",
    "yeux": "oeil",
    "mails": "mail",
    "mel": "mail",
    "email": "mail",
    "emails": "mail",
    "courriel": "mail",
    "courriels": "mail",
}


def fold(text: str) -> str:
    """Lower-case `text` without accents or punctuation, words separated by one space.

    « L’Œuvre de Saint-Étienne » → « l oeuvre de saint etienne ». Only [a-z0-9 ] remains.
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():  # most words: nothing to take off
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    ascii_text = "".join([c for c in decomposed if c < _FIRST_MARK or not unicodedata.combining(c)])
    return _NOT_WORD.sub(" ", ascii_text).strip()


# The cells of a file, the words of a vocabulary and of a page come back over and over; a few megabytes at most.
_fold_short = lru_cache(maxsize=20_000)(_fold)


@lru_cache(maxsize=50_000)
def stem(folded_word: str) -> str:
    """Return the French stem of one folded word; a word with a digit is left as it is."""
    if folded_word in _STEM_EXCEPTIONS:
        return _STEM_EXCEPTIONS[folded_word]
    if any(c.isdigit() for c in folded_word):
        return folded_word
    return str(_stemmer.stemWord(_FOLDED_FEMININE.sub("e", folded_word)))


def stems(text: str, *, keep_stop_words: bool = False) -> list[str]:
    """Return the stems of `text` in order, repeated ones kept, stop words left out unless asked."""
    return [stem(w) for w in fold(text).split() if keep_stop_words or w not in STOP_WORDS]
