"""Plug-ins: added by an entry point, and never in the place of another provider."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any, ClassVar

import pytest

from reissue import ConfigurationError, Credentials, Invoice, InvoiceStatus, ProviderPlugin, Reissue, Secret, matrix
from reissue.cli.provider_facts import provider_facts
from reissue.plugin import Adapter, Steps, Verbs, ask, awaiting, blocking


class AcmeClient:
    def __init__(self, *, key: Secret, server: str, **options: object) -> None:
        self.key, self.server, self.live = key, server, False

    def fetch(self, reference: str) -> str:
        return f"{self.key.reveal()} {reference}"

    def close(self) -> None: ...


class AsyncAcmeClient(AcmeClient):
    async def fetch(self, reference: str) -> str:  # type: ignore[override]
        return super().fetch(reference)

    async def aclose(self) -> None: ...


class AcmeCredentials(Credentials, frozen=True, kw_only=True):
    provider: ClassVar[str] = "acme"
    secrets: ClassVar[tuple[str, ...]] = ("key",)
    key: str | Secret
    server: str = "https://acme.example"


class AcmeVerbs(Verbs[AcmeClient, AcmeCredentials]):
    def get(self, reference: str, *, options: object = None) -> Steps[Invoice]:
        """Read."""
        raw = yield from ask(self.client.fetch, reference)
        return Invoice(provider="acme", reference=reference, status=InvoiceStatus.OPEN, raw=raw)


class AcmeAdapter(Adapter[AcmeClient]):
    makes, verbs = AcmeClient, AcmeVerbs
    get = blocking(AcmeVerbs.get)


class AsyncAcmeAdapter(Adapter[AsyncAcmeClient]):
    makes, verbs = AsyncAcmeClient, AcmeVerbs
    get = awaiting(AcmeVerbs.get)


HERE = "tests_facade_acme"
ACME = ProviderPlugin(
    name="acme", credentials=AcmeCredentials, adapter=f"{HERE}:AcmeAdapter", async_adapter=f"{HERE}:AsyncAcmeAdapter"
)
SHADOW = ProviderPlugin(name="qorepay", credentials=AcmeCredentials, adapter="", async_adapter="")
MISNAMED = ProviderPlugin(name="other", credentials=AcmeCredentials, adapter="", async_adapter="")
NOTHING = object()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    import sys
    from types import ModuleType

    module = ModuleType(HERE)
    vars(module).update(globals())
    monkeypatch.setitem(sys.modules, HERE, module)

    def add(*names: str) -> None:
        entries = [EntryPoint(name=name.lower(), value=f"{HERE}:{name}", group="reissue.providers") for name in names]

        def entry_points(*, group: str) -> list[EntryPoint]:
            return [entry for entry in entries if entry.group == group]

        monkeypatch.setattr("importlib.metadata.entry_points", entry_points)

    return add


def test_a_plug_in(install: Callable[..., None]) -> None:
    install("ACME")
    with Reissue.from_env({"REISSUE_ACME_KEY": "secret"}) as gateway:
        assert gateway.get("acme", "A-1").raw == "secret A-1"
        assert not hasattr(gateway["acme"], "resend")
    with Reissue(AcmeCredentials(key="k")) as gateway:
        assert gateway.get("acme", "A-1").raw == "k A-1"
    assert matrix()["acme"] == {verb: verb == "get" for verb in matrix()["qorepay"]}
    row = next(row for row in provider_facts() if row.provider == "acme")
    assert (row.operations, row.environments, row.variables) == (
        None,
        [],
        {"REISSUE_ACME_KEY": True, "REISSUE_ACME_SERVER": False},
    )


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["SHADOW"], "there is a provider of the name 'qorepay' already"),
        (["ACME", "ACME"], "there is a provider of the name 'acme' already"),
        (["MISNAMED"], "its credentials are for 'acme', not 'other'"),
        (["NOTHING"], "it is no reissue.ProviderPlugin"),
        (["MISSING"], r"it cannot be loaded \(AttributeError"),
    ],
)
def test_broken_plug_ins(install: Callable[..., None], names: list[str], why: str) -> None:
    install(*names)
    acts: list[Callable[[], Any]] = [
        matrix,
        lambda: Reissue.from_env({}),
        lambda: Reissue().get("acme", "x"),
        provider_facts,
    ]
    for act in acts:
        with pytest.raises(ConfigurationError, match=why):
            act()


def test_built_in_providers_never_look_at_plug_ins(install: Callable[..., None]) -> None:
    install("SHADOW")
    with pytest.raises(ConfigurationError, match="no credentials"):
        Reissue().get("qorepay", "x")
