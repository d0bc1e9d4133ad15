"""Clients of public documents before Prism, the independent reader: twenty operations of three documents.

What is sent must break nothing of the document, and Prism's example answers must decode without a misfit. The documents
come from npm (`@readme/oas-examples`), Prism as in `test_prism.py`; without npm or a registry the tests are skipped.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from reissue_generator.generate import generate_alone
from tests.contract.test_prism import Judge, serving
from tests.contract.test_prism import prism as prism  # a fixture
from tests.corpus.documents import PACKAGES, CorpusUnavailable, install

pytestmark = pytest.mark.judges

EXAMPLES = "@readme/oas-examples"
BOOKING = "1725ff48-ab45-4bb5-9d02-88745177dedb"
LISTED, OBJECT = ["NYC", "Tokyo", "Paris"], {"name": "Ada", "city": "Kigali"}

Calls = Mapping[str, Callable[[Any], object]]

PETSTORE: Calls = {
    "find by status": lambda c: c.pet.find_pets_by_status(status=["available", "sold"]),
    "find by tags": lambda c: c.pet.find_pets_by_tags(tags=["a", "b c"]),
    "get pet": lambda c: c.pet.get_pet_by_id(5),
    "inventory": lambda c: c.store.get_inventory(),
    "place order": lambda c: c.store.place_order({"petId": 5, "quantity": 1, "shipDate": "2026-11-21T10:00:00Z"}),
    "get order": lambda c: c.store.get_order_by_id(3),
    "login": lambda c: c.user.login_user(username="a b&c", password="p=?"),
    "get user": lambda c: c.user.get_user_by_name("üser"),
}
TRAINS: Calls = {
    "stations": lambda c: c.stations.get_stations(),
    "trips": lambda c: c.trips.get_trips(
        origin="efdbb9d1-02c2-4bc3-afb7-6788d8782b1e",
        destination="b2e783e1-c824-4d63-b37a-d8d698862f1d",
        date=dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC),
        bicycles=False,
    ),
    "bookings": lambda c: c.bookings.get_bookings(),
    "book": lambda c: c.bookings.create_booking({"trip_id": BOOKING, "passenger_name": "Ada", "has_dog": True}),
    "booking": lambda c: c.bookings.get_booking(BOOKING),
    "cancel": lambda c: c.bookings.delete_booking(BOOKING),
}
# Not the styles of paths: Prism ends with a TypeError on an array in a path.
STYLES: Calls = {
    "headers": lambda c: c.header.headers_standard(primitive="a", array=LISTED, object=OBJECT),
    "headers exploded": lambda c: c.header.headers_simple_exploded(primitive="a", array=LISTED, object=OBJECT),
    "query": lambda c: c.query.standard(primitive="a b&c", array=LISTED, object=OBJECT),
    "form": lambda c: c.query.form_non_exploded(primitive="a", array=LISTED, object=OBJECT),
    "form exploded": lambda c: c.query.form_exploded(primitive="a", array=LISTED, object=OBJECT),
    "deep object": lambda c: c.query.deep_object_non_exploded(object=OBJECT),
}


@dataclass(frozen=True)
class Document:
    """A public document, the credentials that its client takes, and the calls that are made."""

    place: str
    credentials: Mapping[str, str]
    calls: Calls


DOCUMENTS = {
    "petstore": Document("3.0/yaml/petstore", {"api_key": "special-key", "petstore_auth": "token"}, PETSTORE),
    "trains": Document("3.1/yaml/train-travel", {"o_auth2": "token"}, TRAINS),
    "styles": Document("3.0/yaml/parameters-style", {}, STYLES),
}


@pytest.fixture(scope="module")
def documents() -> Path:
    """The folder of the public documents."""
    try:
        return install({EXAMPLES: PACKAGES[EXAMPLES]}, "examples") / EXAMPLES
    except CorpusUnavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def package(documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Emits the client of a document and imports it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name: str) -> Any:
        generate_alone(documents / f"{DOCUMENTS[name].place}.yaml", tmp_path, f"public_{name}")
        return importlib.import_module(f"public_{name}")

    yield make
    for name in [name for name in sys.modules if name.startswith("public_")]:
        del sys.modules[name]


def test_twenty_operations_are_called() -> None:
    assert sum(len(document.calls) for document in DOCUMENTS.values()) == 20


@pytest.mark.parametrize("name", DOCUMENTS)
def test_prism_finds_no_violation(prism: list[str], documents: Path, package: Callable[[str], Any], name: str) -> None:
    document, module = DOCUMENTS[name], package(name)
    make = next(getattr(module, one) for one in module.__all__ if one[0].isupper() and not one.startswith("Async"))
    judge, drifts, complaints = Judge(), list[Any](), dict[str, Any]()
    # `serving` adds .yaml to a name below the folder of our specifications; an absolute path stands for itself.
    with serving(prism, str(documents / document.place)) as base, httpx.Client(transport=judge) as http:
        client = make(**document.credentials, server=base, http=http, on_drift=drifts.append)
        for label, call in document.calls.items():
            drifts.clear()
            try:
                call(client)
            except Exception as error:
                complaints[label] = (judge.status, judge.violations, f"{type(error).__name__}: {error}")
            else:
                if judge.violations or drifts:
                    complaints[label] = (judge.status, judge.violations, list(map(str, drifts)))
    assert complaints == {}
