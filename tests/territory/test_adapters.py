"""Adapters against servers on this machine that answer as the public documentation says."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from palier.core.geo import Point
from palier.territory import adapters
from palier.territory.adapters import ban, valhalla
from palier.territory.travel import TravelEstimate, estimate_travel

CRAON, ATHEE, LAVAL, GROIX = (
    Point(47.8485, -0.9498),
    Point(47.8770, -0.9350),
    Point(48.0779, -0.7701),
    Point(47.6390, -3.4540),
)
Answer = Callable[[str, dict[str, Any]], tuple[int, bytes]]


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Serve `answer(path, question)` on this machine; yield its address and the questions it received."""
    asked: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def reply(self, path: str, question: dict[str, Any]) -> None:
            asked.append((path, question))
            status, body = answer(path, question)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.reply(parts.path, {key: values[0] for key, values in parse_qs(parts.query).items()})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.reply(self.path, json.loads(self.rfile.read(length)))

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def matrix(path: str, question: dict[str, Any]) -> tuple[int, bytes]:
    """Answer like Valhalla’s matrix: 60 km/h by car, 5 on foot, no road to the island of Groix."""
    (source,) = question["sources"]
    km_h = {"auto": 60, "pedestrian": 5}[question["costing"]]
    row = []
    for index, target in enumerate(question["targets"]):
        km = 100 * (abs(target["lat"] - source["lat"]) + abs(target["lon"] - source["lon"]))
        is_island = target["lon"] < -3
        row.append(
            {
                "distance": None if is_island else round(km, 3),
                "time": None if is_island else round(km / km_h * 3600),
                "to_index": index,
                "from_index": 0,
            }
        )
    body = {"sources_to_targets": [row], "units": "kilometers", "algorithm": "costmatrix"}
    return (200, json.dumps(body).encode()) if path == "/sources_to_targets" else (404, b"{}")


def test_without_a_router_times_are_estimates(settings):
    settings.ROUTER_URL = ""

    assert adapters.travel_times(CRAON, [LAVAL], density="RURAL") == [
        estimate_travel(CRAON, LAVAL, density="RURAL")
    ]


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_router_gives_its_times_and_leaves_what_it_cannot_reach_to_the_estimate(settings, slash):
    with serving(matrix) as (url, asked):
        settings.ROUTER_URL = url + slash
        times = adapters.travel_times(CRAON, [LAVAL, GROIX, ATHEE], density="RURAL")

    assert times == [
        TravelEstimate(distance_km=40.9, car_min=41, foot_min=None, is_estimate=False),
        estimate_travel(CRAON, GROIX, density="RURAL"),
        TravelEstimate(distance_km=4.3, car_min=4, foot_min=None, is_estimate=False),
    ]
    assert [question["costing"] for _, question in asked] == ["auto"]


def test_a_router_is_asked_to_walk_only_where_one_can(settings):
    near = Point(CRAON.lat + 0.01, CRAON.lon)
    with serving(matrix) as (url, asked):
        settings.ROUTER_URL = url
        times = adapters.travel_times(CRAON, [LAVAL, near], density="RURAL")

    assert times[1] == TravelEstimate(distance_km=1.0, car_min=1, foot_min=12, is_estimate=False)
    assert [(question["costing"], len(question["targets"])) for _, question in asked] == [
        ("auto", 2),
        ("pedestrian", 1),
    ]


def test_many_destinations_are_asked_in_several_questions(settings):
    points = [Point(CRAON.lat + index / 100, CRAON.lon) for index in range(1, 61)]
    with serving(matrix) as (url, asked):
        settings.ROUTER_URL = url
        times = adapters.travel_times(CRAON, points, density="RURAL")

    assert [time.car_min for time in times] == list(range(1, 61))
    assert [len(q["targets"]) for _, q in asked if q["costing"] == "auto"] == [50, 10]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"error_code":154,"error":"Path distance exceeds the max distance limit","status_code":400}'),
        (500, b""),
        (200, b"<html>"),
        (200, b'{"sources_to_targets":[]}'),
        (200, b'{"sources_to_targets":[[{"time":60,"distance":1.0,"to_index":7,"from_index":0}]]}'),
        (200, b"[]"),
    ],
)
def test_a_router_that_answers_wrong_leaves_the_estimates(settings, caplog, status, body):
    with serving(lambda path, question: (status, body)) as (url, _):
        settings.ROUTER_URL = url
        times = adapters.travel_times(CRAON, [LAVAL], density="RURAL")

    assert times == [estimate_travel(CRAON, LAVAL, density="RURAL")]
    assert [record.levelno for record in caplog.records if "router" in record.message] == [logging.WARNING]


def test_a_router_that_is_slow_leaves_the_estimates(settings, monkeypatch):
    monkeypatch.setattr(valhalla, "TIMEOUT_S", 0.05)

    def slow(path: str, question: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(0.3)
        return 200, b"{}"

    with serving(slow) as (url, _):
        settings.ROUTER_URL = url
        times = adapters.travel_times(CRAON, [LAVAL], density="RURAL")

    assert [row.is_estimate for row in times] == [True]


def test_a_router_that_is_not_there_leaves_the_estimates(settings):
    settings.ROUTER_URL = "http://127.0.0.1:9"

    assert [row.is_estimate for row in adapters.travel_times(CRAON, [LAVAL], density="RURAL")] == [True]


def feature(label: str, score: float, lon: float, lat: float, **properties: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"label": label, "score": score, "id": "53084_0580", "importance": 0.4} | properties,
    }


def addok(path: str, question: dict[str, Any]) -> tuple[int, bytes]:
    """Answer like the Base Adresse Nationale: a FeatureCollection, lon then lat."""
    features = [
        feature("Craon", 0.42, -0.9505, 47.8471, type="municipality", city="Craon", citycode="53084", postcode="53400"),
        feature(
            "2 Place de la Mairie 53400 Craon", 0.96, -0.9496, 47.8485,
            type="housenumber", city="Craon", citycode="53084", postcode="53400", street="Place de la Mairie",
        ),
    ]  # fmt: skip
    body = {
        "type": "FeatureCollection",
        "features": features[: int(question["limit"])],
        "query": question["q"],
        "limit": int(question["limit"]),
    }
    return (200, json.dumps(body).encode()) if path == "/search/" else (404, b"{}")


def test_without_a_geocoder_no_address_is_located(settings):
    settings.GEOCODER_URL = ""

    assert adapters.geocode("2 place de la mairie, Craon") == []


def test_a_geocoder_gives_addresses_best_first(settings):
    with serving(addok) as (url, asked):
        settings.GEOCODER_URL = url
        found = adapters.geocode("  2 place de la   mairie, Craon ", limit=2)

    assert found[0] == ban.Address(
        label="2 Place de la Mairie 53400 Craon",
        kind="housenumber",
        score=0.96,
        point=Point(47.8485, -0.9496),
        insee_code="53084",
        postal_code="53400",
        commune_name="Craon",
    )
    assert [address.label for address in found[1:]] == ["Craon"]
    assert asked == [("/search/", {"q": "2 place de la mairie, Craon", "limit": "2"})]


def test_a_geocoder_is_not_asked_what_it_refuses(settings):
    with serving(addok) as (url, asked):
        settings.GEOCODER_URL = url

        assert adapters.geocode("Y ") == []
    assert asked == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"code":400,"message":"q must contain between 3 and 200 chars"}'),
        (503, b""),
        (200, b"<html>"),
        (200, b'{"features":[{"type":"Feature"}]}'),
        (200, b"[]"),
    ],
)
def test_a_geocoder_that_fails_gives_nothing_and_logs_no_address(settings, caplog, status, body):
    with serving(lambda path, question: (status, body)) as (url, _):
        settings.GEOCODER_URL = url

        assert adapters.geocode("12 rue des Lilas, Craon") == []
    warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "Lilas" not in warnings[0]
