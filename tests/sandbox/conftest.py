"""Raw HTTP calls of the sandbox, with the credentials that each provider wants."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.spec import load


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=120) as client:
        yield client


class Api:
    """Calls with the credentials that each provider wants."""

    def __init__(self, sandbox: Sandbox, http: httpx.Client) -> None:
        self.sandbox, self.http = sandbox, http
        self.token = ""

    def headers(self, provider: str) -> dict[str, str]:
        if provider == "qorepay":
            return {"authorization": "Bearer test-secret-of-qorepay"}
        if provider == "irembopay":
            return {"irembopay-secretKey": "test-secret-of-irembopay", "X-API-Version": "2"}
        if provider == "abillify":
            return {"authorization": httpx.BasicAuth("merchant", "test-secret-of-abillify")._auth_header}
        if not self.token:
            self.login()
        return {"authorization": f"Bearer {self.token}"}

    def login(self) -> None:
        url = self.sandbox.server_for("paypen") + "/auth/login"
        answer = self.http.post(url, json={"api_key": "test-secret-of-paypen", "email": "api@example.com"})
        self.token = answer.json()["data"]["token"]

    def __call__(self, provider: str, method: str, path: str, **options: object) -> httpx.Response:
        wanted = {} if "data" in options or "files" in options else load(provider).headers  # a form has its own type
        wanted = {name.lower(): value for name, value in wanted.items()}
        headers = {**wanted, **self.headers(provider), **options.pop("headers", {})}  # type: ignore[dict-item]
        return self.http.request(method, self.sandbox.server_for(provider) + path, headers=headers, **options)


@pytest.fixture
def api(sandbox: Sandbox, http: httpx.Client) -> Api:
    return Api(sandbox, http)
