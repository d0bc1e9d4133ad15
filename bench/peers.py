"""The peers: openapi-python-client comes with the development dependencies, the others are installed when asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.kit import BIN, PYTHON, Skipped
from tests.node import cache_root

OPC = "0.29.1"
LABELS = {
    "opc": f"openapi-python-client {OPC}",
    "ogc": "openapi-generator 7.26.0 (python)",
    "dcg": "datamodel-code-generator 0.89.0",
}
_PACKAGES = {
    "ogc": ["openapi-generator-cli==7.26.0"],
    "dcg": ["datamodel-code-generator==0.89.0", "httpx2", "msgspec", "pydantic", "email-validator"],
}


def prepare(name: str) -> None:
    """Make the peer ready, in a virtual environment of its own in the cache. Raises Skipped."""
    if name not in LABELS:
        raise Skipped(f"no peer is called {name!r}; there are {', '.join(LABELS)}")
    if name == "opc":
        if not (BIN / "openapi-python-client").exists():
            raise Skipped("openapi-python-client is not installed; `make setup` installs it")
        return
    if name == "ogc" and shutil.which("java") is None:
        raise Skipped("openapi-generator needs Java 11 or newer")
    home = _home(name)
    if (home / ".ready").exists():
        return
    print(f"installing {LABELS[name]} into {home} (once) ...", file=sys.stderr, flush=True)
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([PYTHON, "-m", "venv", str(home)], check=True)
    pip = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, *_PACKAGES[name]], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"{LABELS[name]} cannot be installed: {done.stderr.strip()[-300:]}")
    (home / ".ready").touch()


def command(name: str, document: Path, out: Path) -> list[str]:
    """How a peer makes a client of a document in an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    home = _home(name)
    match name:
        case "opc":
            tool = str(BIN / "openapi-python-client")
            return [
                tool,
                "generate",
                "--path",
                str(document),
                "--meta",
                "none",
                "--output-path",
                str(out),
                "--overwrite",
            ]
        case "ogc":
            jar = next(home.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar"))
            what = "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"
            options = ["--skip-validate-spec", "--global-property", what, "--additional-properties", "packageName=gen"]
            java = ["java", "-Xmx6g", "-jar", str(jar), "generate", "-g", "python"]
            return [*java, "-i", str(document), "-o", str(out), *options]
        case _:
            out.mkdir(parents=True)
            tool = str(home / "bin/datamodel-codegen")
            models = ["--output", str(out / "models.py"), "--output-model-type", "pydantic_v2.BaseModel"]
            names = ["--client-package", "gen.client", "--client-model-package", "gen.models"]
            client = ["--generate-client", "httpx2", "--client-output", str(out / "client"), *names]
            urls = ["--client-server-base-url", "http://localhost", "--client-default-base-url", "http://localhost"]
            given = ["--input", str(document), "--input-file-type", "openapi", "--no-treat-dot-as-module"]
            return [tool, *given, *models, *client, *urls]


def _home(name: str) -> Path:
    return cache_root() / "peers" / name
