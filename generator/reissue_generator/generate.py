"""The whole way in one visible function: read, build, render, format; then write or compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import RUNTIME, __version__, naming
from .api.records import Api
from .builder import build
from .document import Document
from .emit.format import formatted
from .emit.layout import Layout
from .emit.proof import prove
from .emit.render import render, root_files
from .errors import ConfigurationError, SpecError
from .findings import Finding, Level, Place, difference, ordered
from .own_files import own_runtime, own_templates
from .tree.manifest import NAME as MANIFEST
from .tree.manifest import Manifest
from .tree.project import OWN_RUNTIME, Project, imported_runtime
from .tree.runtime_copy import RuntimeCopy, known, pruned, texts
from .tree.write import Difference, FileState, compare, write

Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """No progress is shown."""


@dataclass
class Rendered:
    """What the generator makes of some specifications: text of every file, and what was noticed on the way."""

    files: dict[str, str] = field(default_factory=dict[str, str])
    apis: list[Api] = field(default_factory=list[Api])
    findings: list[Finding] = field(default_factory=list[Finding])
    failed: list[str] = field(default_factory=list[str])
    """Providers whose specification cannot be used."""
    runtime: RuntimeCopy | None = None
    """The copy of the runtime among the files; None where the clients import one that is elsewhere."""


def read_api(path: Path, provider: str, name: str) -> tuple[Api, list[Finding]]:
    """Read one specification and build its Api. Raises SpecError."""
    return build(Document.open(path, name), provider, __version__)


def render_project(project: Project, progress: Progress = _silent) -> Rendered:
    """Every provider of a project: read, build, render, format. A provider that fails leaves the others alone.

    The copy of the runtime, where the tree has one, is not among the files: `with_runtime` adds it.
    """
    specs = project.spec_files()
    if not specs:
        raise ConfigurationError(f"No specification (*.yaml) in {project.specs}.")
    result = Rendered()
    templates = Path(project.templates)
    for provider, path in specs.items():
        progress(f"{provider}: reading {project.show(path)}")
        try:
            api, findings = read_api(Path(path), naming.module(provider), project.show(path))
        except SpecError as error:
            result.findings += error.findings
            result.failed.append(provider)
            continue
        result.apis.append(api)
        result.findings += findings
        result.files.update(render(api, Layout(api.provider, shared=project.runtime), templates))
    progress("formatting")
    files = _proven({**root_files(templates), **result.files}, project.runtime)
    result.files = {f"{project.package}/{path}": text for path, text in files.items()}
    return result


def _proven(clients: Mapping[str, str], runtime: str) -> dict[str, str]:
    """The files of clients, formatted, and proven to hold what templates mean and nothing else.

    That is the last wall between a hostile text and the code.
    """
    files = formatted(clients)
    if found := prove(files, runtime):
        raise SpecError(*found)
    return files


def with_runtime(project: Project, rendered: Rendered) -> Rendered:
    """What was rendered, with the copy of the runtime that its files need where the project's tree carries one."""
    if project.runtime:
        return rendered
    prefix = f"{project.package}/"
    clients = {path.removeprefix(prefix): text for path, text in rendered.files.items()}
    runtime = pruned(texts(own_runtime()), clients.items())
    copied = {prefix + path: text for path, text in runtime.files.items()}
    return replace(rendered, files={**copied, **rendered.files}, runtime=runtime)


# --- write ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """What `generate` did."""

    rendered: Rendered
    changed: list[str]
    root: Path


def generate(project: Project, providers: Iterable[str] = (), progress: Progress = _silent) -> Written:
    """Write the generated tree of a project, or of some of its providers. A provider that fails keeps its files."""
    rendered = render_project(project, progress)
    root = Path(project.generated)
    keep = _others(project, rendered, providers)
    for provider in keep:
        prefix = f"{project.package}/{naming.module(provider)}/"
        others = {path: text for path, text in rendered.files.items() if not path.startswith(prefix)}
        rendered = replace(rendered, files={**others, **_on_disk(root, prefix)})
    rendered = with_runtime(project, rendered)
    inputs = project.inputs() if not keep else ""
    manifest = Manifest.of(rendered.files, inputs, __version__).text()
    return Written(rendered, write(root, {**rendered.files, MANIFEST: manifest}), root)


def _others(project: Project, rendered: Rendered, providers: Iterable[str]) -> list[str]:
    """The providers whose files stay as they are: not asked for, or failed."""
    chosen = project.chosen(providers)
    return [name for name in project.spec_files() if name not in chosen or name in rendered.failed]


def _on_disk(root: Path, prefix: str) -> dict[str, str]:
    """The files of a provider as they stand, by path in the tree."""
    return {f"{prefix}{path}": text for path, text in texts(str(root / prefix)).items()}


def generate_alone(
    spec: Path,
    out: Path,
    package: str | None = None,
    progress: Progress = _silent,
    runtime: str = OWN_RUNTIME,
    without: Iterable[str] = (),
    ref_root: Path | None = None,
) -> Written:
    """Write the client of any OpenAPI document into `out`/`package`. Raises SpecError.

    Its references may lead anywhere inside of `ref_root`; without one, inside of its own folder.

    It carries a copy of what it needs of the runtime, `without` the choices of callers that are named. Where `runtime`
    names one that is importable, such as reissue_runtime, it has none: then its errors and options are those of the
    clients that share it.
    """
    templates = Path(own_templates())
    progress(f"reading {spec}")
    document = Document.open(spec, spec.name, ref_root)
    title = document.root.get("info").map.get("title")
    name = package or naming.module(title if isinstance(title, str) and naming.words(title) else spec.stem, "client")
    if not name.isidentifier() or name != naming.module(name):
        raise ConfigurationError(
            f"{name!r} cannot be the name of a package; use lower-case letters, digits and underscores."
        )
    shared = imported_runtime(runtime, "--runtime")
    left_out = known(without)
    if shared and left_out:
        raise ConfigurationError(
            "--without leaves parts out of a copy of the runtime, and with --runtime there is none."
        )
    progress("building")
    api, findings = build(document, name, __version__)
    progress(f"rendering {len(api.operations)} operations")
    files = render(api, Layout(name, standalone=True, shared=shared, without=left_out), templates)
    progress("formatting")
    files = _proven(files, shared)
    copied = None if shared else pruned(texts(own_runtime()), files.items(), left_out)
    files = {**(copied.files if copied else {}), **files}
    files[MANIFEST] = Manifest.of(files, document.digest, __version__).text()
    rendered = Rendered(files, [api], ordered(findings), runtime=copied)
    root = out / name
    return Written(rendered, write(root, files), root)


# --- compare -------------------------------------------------------------------------------------------------


def check(project: Project, progress: Progress = _silent) -> tuple[list[Finding], Rendered]:
    """Compare the generated tree with what would be written now. Reads only; every provider is reported."""
    rendered = render_project(project, progress)
    root = Path(project.generated)
    for provider in rendered.failed:  # told as a finding of its own; its old files are neither right nor wrong
        rendered.files.update(_on_disk(root, f"{project.package}/{naming.module(provider)}/"))
    files = with_runtime(project, rendered).files
    findings = [
        *(f for f in rendered.findings if f.level is Level.ERROR),
        *(_finding(project, file) for file in compare(root, {**files, MANIFEST: _manifest_on_disk(root, files)})),
    ]
    return ordered(findings), rendered


def _manifest_on_disk(root: Path, files: Mapping[str, str]) -> str:
    """The manifest that should be there. Which bytes of the inputs it was made from does not matter here: the files do."""
    loaded = Manifest.load(str(root))
    inputs = loaded[0].inputs if loaded else ""
    return Manifest.of(files, inputs, __version__).text()


def _finding(project: Project, file: Difference) -> Finding:
    path = project.show(str(Path(project.generated) / file.path))
    parts = file.path.split("/")
    provider = parts[1] if len(parts) > 2 and parts[1] != RUNTIME else ""
    hint = (
        f"reissue generate {provider}".strip()
        if file.state is not FileState.EXTRA
        else f"remove it, or make it part of a template; then: reissue generate {provider}".rstrip()
    )
    return Finding(
        f"generated-{file.state}",
        Level.ERROR,
        f"{file.state}: {file.reason}",
        Place(path),
        hint,
        _diff(path, file),
    )


def _diff(path: str, file: Difference) -> str:
    if file.want is None or file.have is None:
        return ""
    return difference(file.have, file.want, path, f"{path} (generated now)")
