"""Lists of places with a known truth, planted with the traps of the field. Everything is invented; a seed is a set.

`make_set(seed, size)` returns records of the national schema and their truth. Two worlds, « ouest » and « sud », have
other words and other habits: one trains, the other is never shown to the training.
"""

# ruff: noqa: E501 (vocabularies read better in rows)

import argparse
import json
import math
import random
import string
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_WORLDS: dict[str, dict[str, Any]] = {
    "ouest": {
        "heads": ["Mar", "Bel", "Cou", "Dre", "Fon", "Guer", "Lan", "Mont", "Ploe", "Quer", "Roch", "Tre", "Val", "Ver"],
        "tails": ["ville", "mont", "gny", "ac", "ières", "bourg", "ec", "court", "nay", "zon", "lieu", "dern"],
        "people": ["Simone Veil", "Jean Vilar", "Louise Michel", "Jules Ferry", "Boris Vian", "Colette", "Anne Frank",
                   "Jacques Tati", "Marie Curie", "René Char", "Olympe de Gouges", "Georges Brassens"],
        "words": ["Horizon", "Passerelle", "Tremplin", "Solidarité", "Clic", "Partage", "Grenier", "Racines", "Relais",
                  "Boussole", "Étoile", "Arc-en-Ciel", "Déclic", "Souris", "Envol", "Phare", "Sillon", "Marelle"],
        "quarters": ["Nord", "Sud", "Les Lilas", "Le Bourg", "La Gare", "Beaulieu", "Bellevue", "Saint-Jean"],
        "streets": ["de la République", "du Général Leclerc", "Victor Hugo", "de la Gare", "des Écoles", "du Moulin",
                    "Jean Jaurès", "de Bretagne", "des Tilleuls", "du 8 Mai 1945", "Pasteur", "de l'Église", "du Stade"],
        "prefix": "0261911", "lat": 47.6, "lon": -1.2, "dept": "35",
        "same": {"phone": 0.65, "mail": 0.40, "pivot": 0.42, "site": 0.55}, "other": {"phone": 0.08, "mail": 0.07, "pivot": 0.04, "site": 0.03},
        "typo": 0.22, "reworded": 0.03, "displaced": 0.05,
    },
    "sud": {
        "heads": ["Cas", "Puy", "Mira", "Sau", "Peyr", "Font", "Aig", "Bar", "Cab", "Gal", "Mazer", "Ost", "Ribe", "Tarn"],
        "tails": ["illac", "argues", "olles", "ès", "aguet", "enas", "ens", "ignan", "etou", "elnau", "osc", "uech"],
        "people": ["Joséphine Baker", "Frédéric Mistral", "Jean Moulin", "Lucie Aubrac", "Paul Éluard", "Nelson Mandela",
                   "Rosa Parks", "Albert Camus", "Claude Nougaro", "Germaine Tillion", "Émile Zola", "Léo Ferré"],
        "words": ["Cigale", "Olivier", "Garrigue", "Mistral", "Atelier", "Fabrique", "Ruche", "Pont", "Coup de Pouce",
                  "Toile", "Entraide", "Carrefour", "Fil", "Tournesol", "Source", "Clef", "Marmite", "Bastide"],
        "quarters": ["Centre", "Est", "Ouest", "Les Pins", "La Plaine", "Le Château", "Saint-Roch", "Les Arènes"],
        "streets": ["Gambetta", "de Verdun", "du Marché", "Voltaire", "des Platanes", "de la Fontaine", "Émile Combes",
                    "du Docteur Roux", "de Toulouse", "des Remparts", "Saint-Michel", "du Lavoir", "de la Liberté"],
        "prefix": "0465710", "lat": 43.8, "lon": 2.6, "dept": "81",
        "same": {"phone": 0.55, "mail": 0.35, "pivot": 0.35, "site": 0.50}, "other": {"phone": 0.12, "mail": 0.10, "pivot": 0.05, "site": 0.04},
        "typo": 0.30, "reworded": 0.05, "displaced": 0.08,
    },
}  # fmt: skip
# Name, types: what one place may be called; {c} commune, {p} person, {w} word, {q} quarter.
_SORTS: list[tuple[str, str]] = [
    ("Médiathèque {p}", "BIB"), ("Bibliothèque municipale de {c}", "BIB"), ("France Services {c}", "RFS"),
    ("Association {w} et {v}", "ASSO"), ("{w} {c}", "ASSO"), ("Centre social {p}", "CS"), ("MJC {p}", "MJC"),
    ("Maison de quartier {q}", "MQ"), ("Espace numérique {w}", "EPN"), ("Point information jeunesse", "PIJ_BIJ"),
    ("Secours populaire", "ASSO"), ("Familles rurales {c}", "ASSO"), ("Tiers-lieu Le {w}", "TIERS_LIEUX"),
    ("Restos du cœur de {c}", "ASSO"), ("Ludothèque {w}", ""), ("Collège {p}", ""), ("Le {w}", "ASSO"),
    ("Cyber-base {c}", "EPN"), ("Centre communal d'action sociale de {c}", "CCAS"), ("Mairie de {c}", "MUNI"),
]  # fmt: skip
_REWRITES = [
    ("Centre communal d'action sociale", "CCAS"), ("Mairie", "Hôtel de ville"), ("France Services", "FS"),
    ("Bibliothèque municipale", "Bibliothèque"), ("Association", "Asso"), ("Point information jeunesse", "PIJ"),
    ("Médiathèque", "Médiathèque municipale"), ("Espace numérique", "EPN"), ("Maison de quartier", "MQ"),
    ("Mission locale", "ML"), ("Centre social", "CS"), ("France Services", "Maison France Services"),
]  # fmt: skip
_STREET_REWRITES = [
    ("avenue", "av."),
    ("boulevard", "bd"),
    ("place", "pl."),
    ("rue", "r."),
    ("Général", "Gal"),
    ("Saint", "St"),
]
_MISSING_POINT, _DUPLICATED = 0.06, 0.28


def make_set(seed: int, size: int, *, world: str = "ouest") -> tuple[list[Row], dict[str, Any]]:
    """Return about `size` rows of the national schema, shuffled, and `{"pairs": …, "cluster": …}`."""
    maker = _Maker(random.Random(f"{world}-{seed}"), _WORLDS[world], size)
    maker.plant(int(size / 1.42))
    rows = [copy for place in maker.places for copy in maker.copies(place)]
    maker.rng.shuffle(rows)
    cluster = {row["id"]: row.pop("_place") for row in rows}
    members: dict[int, list[str]] = {}
    for identifier, number in cluster.items():
        members.setdefault(number, []).append(identifier)
    pairs = [[a, b] for found in members.values() for i, a in enumerate(found) for b in found[i + 1 :]]
    return rows, {"pairs": pairs, "cluster": cluster}


class _Maker:
    def __init__(self, rng: random.Random, world: dict[str, Any], size: int) -> None:
        self.rng, self.world, self.places = rng, world, list[Row]()
        self.rows = 0
        self.taken: set[tuple[str, str]] = set()
        self.communes: list[Row] = [self._commune(i) for i in range(max(4, size // 14))]

    def plant(self, count: int) -> None:
        """Add places and traps until there are `count`."""
        traps: list[Callable[[], None]] = [
            self._town_hall_and_neighbours, self._carrier, self._bus, self._annex, self._house_of_associations,
            self._namesakes,
        ]  # fmt: skip
        while len(self.places) < count:
            if self.rng.random() < 0.12:
                self.rng.choice(traps)()
            else:
                self._place(*self.rng.choice(_SORTS))

    def _commune(self, number: int) -> Row:
        rng, world = self.rng, self.world
        name = rng.choice(world["heads"]) + rng.choice(world["tails"])
        if rng.random() < 0.25:
            name = f"Saint-{rng.choice(['Pierre', 'Martin', 'Aubin', 'Julien', 'Médard'])}-{rng.choice(['sur', 'de'])}-{name}"
        side = math.sqrt(number + 1) * 0.06
        lat = world["lat"] + rng.uniform(-side, side)
        code = f"{world['dept']}{number:03d}" if number < 1000 else str(10_000 + number)
        return {"commune": name, "code_postal": f"{code[:2]}{number % 90:02d}0", "code_insee": code,
                "lat": lat, "lon": world["lon"] + rng.uniform(-side, side), "spread": rng.choice([0.004, 0.008, 0.02])}  # fmt: skip

    def _place(self, template: str, types: str, **fixed: Any) -> Row:
        rng, world = self.rng, self.world
        home, is_twin = fixed.pop("home", None) or rng.choice(self.communes), fixed.pop("is_twin", False)
        first, second = rng.sample(world["words"], 2)
        told = {
            "c": home["commune"],
            "p": rng.choice(world["people"]),
            "w": first,
            "v": second,
            "q": rng.choice(world["quarters"]),
        }
        own = f"{self._letters(5)}.fr"
        place = {
            "nom": template.format(**told),
            "adresse": self._address(),
            "commune": home["commune"], "code_postal": home["code_postal"], "code_insee": home["code_insee"],
            "latitude": round(home["lat"] + rng.uniform(-1, 1) * home["spread"], 6),
            "longitude": round(home["lon"] + rng.uniform(-1, 1) * home["spread"], 6),
            "pivot": self._siret() if rng.random() < 0.6 else "",
            "telephone": self._phone() if rng.random() < 0.9 else "",
            "courriels": f"contact@{own}" if rng.random() < 0.8 else "",
            "site_web": f"https://www.{own}/" if rng.random() < 0.6 else "",
            "typologie": types,
        }  # fmt: skip
        place.update(fixed)
        spot = (place["nom"], place["code_insee"])
        if "nom" not in fixed and not is_twin and spot in self.taken:  # nothing could tell the two apart
            place["nom"] = f"{place['nom']} {rng.choice(world['people'])} {rng.choice(world['words'])}"
        self.taken.add((place["nom"], place["code_insee"]))
        self.places.append(place)
        return place

    def _same_spot(self, place: Row) -> Row:
        return {key: place[key] for key in ("adresse", "latitude", "longitude")}

    def _home_of(self, place: Row) -> Row:
        return next(c for c in self.communes if c["code_insee"] == place["code_insee"])

    def _town_hall_and_neighbours(self) -> None:
        hall = self._place("Mairie de {c}", "MUNI", pivot=self._siret())
        shared = self._same_spot(hall)
        if self.rng.random() < 0.6:
            shared |= {key: hall[key] for key in ("telephone", "site_web", "courriels")}
        others = [("CCAS de {c}", "CCAS"), ("Bibliothèque municipale", "BIB"), ("France Services {c}", "RFS")]
        for template, types in self.rng.sample(others, self.rng.randint(1, 3)):
            self._place(template, types, home=self._home_of(hall), **shared)

    def _carrier(self) -> None:
        rng = self.rng
        name = rng.choice(
            ["Mission locale du {w}", "Emmaüs {w}", "Maison des solidarités", "ADMR du {w}", "Greta {w}"]
        )
        name = name.format(w=rng.choice(self.world["words"]))
        siren = self._siren()
        shared = {
            "telephone": self._phone(),
            "courriels": f"accueil@{self._letters(6)}.fr",
            "site_web": f"https://{self._letters(6)}.org",
        }
        home = rng.choice(self.communes)
        for quarter in rng.sample(self.world["quarters"], rng.randint(3, 7)):
            here = home if rng.random() < 0.5 else rng.choice(self.communes)
            told = f"{name} - antenne {quarter}" if here is home or rng.random() < 0.5 else name
            kept = {key: value for key, value in shared.items() if rng.random() < 0.8}
            self._place(told, "ASSO", home=here, pivot=self._siret(siren), **kept)

    def _bus(self) -> None:
        rng = self.rng
        name = f"{rng.choice(['Bus France Services', 'Bus numérique', 'Camion connecté'])} {rng.choice(self.world['words'])}"
        shared = {
            "telephone": self._phone(),
            "courriels": f"bus@{self._letters(6)}.fr",
            "pivot": self._siret(),
        }
        home = rng.choice(self.communes)
        for i in range(rng.randint(4, 9)):
            where = rng.choice(["Place de la Mairie", "Parking de la salle des fêtes", self._address()])
            self._place(name, "RFS", home=home if i < 2 else rng.choice(self.communes), is_twin=True, **shared,
                        adresse=where if i != 1 else self._address())  # fmt: skip

    def _annex(self) -> None:
        main = self._place(*self.rng.choice(_SORTS[:9]))
        shared = {key: main[key] for key in ("nom", "typologie")}
        if self.rng.random() < 0.5:
            shared |= {key: main[key] for key in ("telephone", "site_web")}
        away, turn = self.rng.uniform(0.006, 0.03), self.rng.uniform(0, 6.28)
        shared["latitude"] = round(main["latitude"] + away * math.cos(turn), 6)
        shared["longitude"] = round(main["longitude"] + away * math.sin(turn) * 1.4, 6)
        types = shared.pop("typologie")
        self._place("", types, home=self._home_of(main), **shared)

    def _house_of_associations(self) -> None:
        first = self._place("Association {w} et {v}", "ASSO")
        shared = self._same_spot(first) | (
            {"telephone": first["telephone"]} if self.rng.random() < 0.5 else {}
        )
        for _ in range(self.rng.randint(2, 4)):
            self._place(self.rng.choice(["Association {w} {v}", "{w} et {v}", "Club {w}", "Les amis de {p}"]), "ASSO",
                        home=self._home_of(first), **shared)  # fmt: skip

    def _namesakes(self) -> None:
        template, types = self.rng.choice(_SORTS)
        first = self._place(template, types)
        for _ in range(2):
            self._place("", types, nom=first["nom"])

    def copies(self, place: Row) -> list[Row]:
        """Return the rows that several lists hold of one place; the first is clean."""
        rng = self.rng
        number, self.rows = self.rows, self.rows + 1
        more = rng.choices([1, 2, 3], [78, 17, 5])[0] if rng.random() < _DUPLICATED else 0
        found = [dict(place)] + [self._noisy(place) for _ in range(more)]
        rows = []
        for i, row in enumerate(found):
            if rng.random() < _MISSING_POINT:
                row.pop("latitude"), row.pop("longitude")
            kept = {key: value for key, value in row.items() if value != ""}
            rows.append({"id": f"L{rng.randint(1, 6)}_{number}_{i}", "services": "Accès internet et matériel informatique",
                         "date_maj": "2025-01-01", "pivot": "0" * 14, **kept, "_place": number})  # fmt: skip
        return rows

    def _noisy(self, place: Row) -> Row:
        rng, world, row = self.rng, self.world, dict(place)
        row["nom"] = self._noisy_name(place["nom"], place["commune"])
        row["adresse"] = self._noisy_address(place)
        far = rng.random() < world["displaced"]
        metres = rng.uniform(300, 1200) if far else rng.expovariate(1 / 50)
        turn = rng.uniform(0, 6.28)
        row["latitude"] = round(place["latitude"] + metres * math.cos(turn) / 111_195, 6)
        row["longitude"] = round(place["longitude"] + metres * math.sin(turn) / 80_000, 6)
        for key, name in (
            ("telephone", "phone"),
            ("courriels", "mail"),
            ("pivot", "pivot"),
            ("site_web", "site"),
        ):
            draw, same, other = rng.random(), world["same"][name], world["other"][name]
            if draw > same:
                row[key] = self._another(key, place) if draw < same + other else ""
        if rng.random() < 0.45:
            row["typologie"] = rng.choices(
                ["", f"{place['typologie']}|EPN".strip("|"), rng.choice(_SORTS)[1]], [7, 2, 1]
            )[0]
        return row

    def _another(self, key: str, place: Row) -> str:
        if key == "telephone":
            return self._phone()
        if key == "pivot":
            return self._siret()
        if key == "site_web":
            return f"https://{self._letters(7)}.fr/"
        domain = place["courriels"].rsplit("@", 1)[-1]
        return f"{self._letters(6)}@{domain if domain and self.rng.random() < 0.6 else 'orange.fr'}"

    def _noisy_name(self, name: str, commune: str) -> str:
        rng = self.rng
        if rng.random() < 0.35:
            for old, new in rng.sample(_REWRITES, len(_REWRITES)):
                if old in name:
                    name = name.replace(old, new)
                    break
        if rng.random() < 0.12 and " - " in name:
            name = name.replace(" - ", rng.choice([" ", " (", ", "])) + ("" if rng.random() < 0.5 else " ")
        if rng.random() < 0.12:
            name = (
                name.replace(f" de {commune}", "").replace(f" {commune}", "")
                if commune in name
                else f"{name} de {commune}"
            )
        return self._noisy_text(name)

    def _noisy_address(self, place: Row) -> str:
        rng, text = self.rng, place["adresse"]
        if rng.random() < self.world["reworded"]:
            return rng.choice([self._address(), "Place de la Mairie", "Le bourg"])
        for old, new in _STREET_REWRITES:
            if rng.random() < 0.25:
                text = text.replace(old, new)
        if rng.random() < 0.15:
            text = text.lstrip(string.digits + " ")
        if rng.random() < 0.10:
            text = f"{text} {place['code_postal']} {place['commune']}"
        if rng.random() < 0.06:
            text = f"{rng.choice(['Bâtiment B', 'Centre commercial', 'Espace Beauséjour'])}, {text}"
        return self._noisy_text(text)

    def _noisy_text(self, text: str) -> str:
        rng = self.rng
        style = rng.random()
        if style < 0.22:
            text = text.upper()
        elif style < 0.32:
            text = text.lower()
        if rng.random() < 0.2:
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        if rng.random() < self.world["typo"] and len(text) > 5:
            i = rng.randrange(1, len(text) - 2)
            text = rng.choice([text[:i] + text[i + 1 :], text[:i] + text[i + 1] + text[i] + text[i + 2 :],
                               text[:i] + rng.choice("aeinrst") + text[i:]])  # fmt: skip
        return text

    def _address(self) -> str:
        kind = self.rng.choice(["rue", "rue", "rue", "avenue", "place", "boulevard", "chemin"])
        street = f"{kind} {self.rng.choice(self.world['streets'])}"
        return street if self.rng.random() < 0.12 else f"{self.rng.randint(1, 140)} {street}"

    def _phone(self) -> str:
        if len(self.communes) > 2000:  # the numbers kept for fiction are too few; 09 99 is given to nobody
            return f"0999{self.rng.randint(0, 999_999):06d}"
        return f"{self.rng.choice(['026191', '046571', '035301', '053649', '019900'])}{self.rng.randint(0, 9999):04d}"

    def _letters(self, count: int) -> str:
        return "".join(self.rng.choices(string.ascii_lowercase, k=count))

    def _siren(self) -> str:
        return _with_check(f"{self.rng.randint(20_000_000, 89_999_999)}")

    def _siret(self, siren: str = "") -> str:
        return _with_check(f"{siren or self._siren()}{self.rng.randint(0, 9999):04d}")


def _with_check(digits: str) -> str:
    """Add Luhn’s check digit."""
    total = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def main() -> None:
    """Write a set: NAME.json and NAME.truth.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--world", choices=sorted(_WORLDS), default="ouest")
    asked = parser.parse_args()
    rows, truth = make_set(asked.seed, asked.size, world=asked.world)
    asked.path.with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    asked.path.with_suffix(".truth.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main()
