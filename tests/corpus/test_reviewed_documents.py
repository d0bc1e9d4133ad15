"""Published documents after a person's review: no warning is left, and the worked example of the guide does what it says.

The documents come from npm, so this runs only where REISSUE_EDITIONS is set (`make long ARGS=overlays`).
"""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from tests.corpus import documents
from tests.generator.command_line import run
from tests.importing import import_folder

pytestmark = pytest.mark.skipif("REISSUE_EDITIONS" not in os.environ, reason="takes minutes: set REISSUE_EDITIONS")

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/billingo.overlay.yaml"
REVIEWED = {
    "github": """\
overlay: 1.1.0
info: {title: Read and taken, version: '1'}
actions:
  - target: $.paths['/repos/{owner}/{repo}/contents/{path}'].get.responses['200'].content['application/vnd.github.object']
    description: the same as JSON, which is offered beside it
    remove: true
""",
    "stripe": """\
overlay: 1.1.0
info: {title: Read and taken, version: '1'}
actions:
  - target: $.paths['/v1/files'].post.requestBody.content['multipart/form-data'].encoding[*].style
    description: OpenAPI 3.0 has styles in encodings of forms alone
    remove: true
""",
    "billingo": EXAMPLE.read_text(encoding="utf-8"),
}


@pytest.mark.parametrize("name", REVIEWED)
def test_nothing_is_left_to_warn_of(tmp_path: Path, name: str) -> None:
    overlay = tmp_path / "reviewed.yaml"
    overlay.write_text(REVIEWED[name], encoding="utf-8")
    spec = documents.node_modules() / documents.NAMED[name]
    ran = run(
        "generate", "--spec", spec, "--overlay", overlay, "--out", tmp_path, "--package", name, "--fail-on-warning"
    )
    assert ran.code == 0, ran.error
    assert "warning:" not in ran.error


def test_the_worked_example_walks_pages_and_repeats_no_mail(tmp_path: Path) -> None:
    spec = documents.node_modules() / documents.NAMED["billingo"]
    ran = run("generate", "--spec", spec, "--overlay", EXAMPLE, "--out", tmp_path, "--package", "billingo")
    assert ran.code == 0, ran.error
    package = import_folder(tmp_path / "billingo", "billingo_example")
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path} {request.url.params.get('page', '')}".strip())
        if request.method == "POST":
            raise httpx.ReadTimeout("the answer is lost", request=request)
        page = int(request.url.params["page"])
        row = {"id": page, "gross_total": 0.1, "currency": "HUF"}
        return httpx.Response(200, json={"data": [row], "current_page": page, "last_page": 2, "per_page": 1})

    with package.Billingo(api_key="key", http=httpx.Client(transport=httpx.MockTransport(answer))) as client:
        rows = list(client.document.iterate_document(per_page=1))
        assert [(row.id, str(row.gross_total)) for row in rows] == [(1, "0.1"), (2, "0.1")]
        with pytest.raises(Exception, match=r"unknown|lost"):
            client.document.send_document(1)
    assert asked == ["GET /v3/documents 1", "GET /v3/documents 2", "POST /v3/documents/1/send"]
