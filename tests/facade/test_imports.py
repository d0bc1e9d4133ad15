"""What is imported when: the facade works with httpx and msgspec alone, and `import reissue` is nearly free."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN = {
    "pydantic",
    "jinja2",
    "typer",
    "rich",
    "click",
    "openapi_python_client",
    "yaml",
    "jsonschema",
    "starlette",
    "uvicorn",
    "cryptography",
    "reissue_sandbox",
    "reissue_generator",
}


def modules_after(code: str, block: set[str] | None = None) -> set[str]:
    """What a fresh Python has imported once this code has run; whatever its own start brings does not count."""
    paths = [str(ROOT / name) for name in ("facade", "generated")]
    program = f"""
import sys
before = set(sys.modules)
sys.path[:0] = {paths!r}
for name in {sorted(block or ())!r}:
    sys.modules[name] = None  # whoever imports it gets an ImportError
{code}
import json
print(json.dumps(sorted(name for name, module in sys.modules.items() if module is not None and name not in before)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_reissue_is_lazy() -> None:
    loaded = modules_after("import reissue")
    assert not loaded & {"msgspec", "httpx", "decimal", "reissue.gateway", "reissue.errors", *FOREIGN}


def test_the_gateway_needs_no_http_client() -> None:
    code = "from reissue import Reissue; gateway = Reissue.from_env({'REISSUE_QOREPAY_SECRET_KEY': 'k'})"
    loaded = modules_after(code)
    assert not loaded & {"httpx", "httpcore", "anyio", "ssl", *FOREIGN}
    assert not {name for name in loaded if name.startswith("reissue.providers.") and name.endswith(".adapter")}
    assert not {name for name in loaded if name.startswith("reissue_clients.qorepay")}


def test_works_with_httpx_and_msgspec_alone() -> None:
    code = """
from reissue import Reissue, APIConnectionError
env = {'REISSUE_QOREPAY_SECRET_KEY': 'k', 'REISSUE_QOREPAY_SERVER': 'http://127.0.0.1:9'}
from reissue import RetryPolicy
with Reissue.from_env(env, retry=RetryPolicy(max_attempts=1)) as gateway:
    try:
        gateway.get('qorepay', 'x')
    except APIConnectionError:
        pass
"""
    loaded = modules_after(code, block=FOREIGN)
    assert "httpx" in loaded
    assert not {
        name for name in loaded if name.startswith(("reissue_clients.paypen", "reissue.providers.paypen.adapter"))
    }


def test_the_names_that_stay() -> None:
    """What callers may rely on, wherever it stands inside."""
    import reissue_runtime

    import reissue
    from reissue import credentials, errors, invoice
    from reissue.registry import BUILT_IN

    names = {"Reissue", "AsyncReissue", "Money", "InvoiceStatus"}
    shapes = {"Invoice", "NewInvoice", "Customer", "LineItem", "PaymentEvent"}
    given = {plugin.credentials.__name__ for plugin in BUILT_IN.values()}
    raised = {name for name in reissue_runtime.__all__ if name.endswith("Error")} | {"UnsupportedOperationError"}
    assert {*names, *shapes, *given, *raised} <= set(reissue.__all__)
    assert {*given, "Credentials"} <= set(dir(credentials))
    assert raised <= set(dir(errors))
    assert shapes <= set(dir(invoice))


def test_every_public_name_is_there() -> None:
    import reissue

    for name in reissue.__all__:
        assert getattr(reissue, name).__name__
    assert set(reissue.__all__) <= set(dir(reissue))
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = reissue.nothing_here
