"""The whole way in one visible function: read, build, render, format; then write or compare."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from . import RUNTIME, __version__, naming
from .api.records import Api
from .builder import build
from .document import CORRECTIONS, Document
from .emit.format import formatted
from .emit.layout import Layout
from .emit.proof import prove
from .emit.render import render, root_files
from .errors import ConfigurationError, SpecError
from .findings import Finding, Level, Place, difference, ordered
from .own_clients import command_of, document_of, files_of, from_here, more_switches, named, own_name
from .own_files import own_runtime, own_templates
from .tree.addressed import Addressed, is_addressed
from .tree.client import TABLE, Client
from .tree.files import Folder
from .tree.made import Made, digests, orphans
from .tree.manifest import NAME as MANIFEST
from .tree.manifest import Manifest
from .tree.project import Project
from .tree.runtime_copy import RuntimeCopy, known, pruned, texts
from .tree.runtime_name import OWN_RUNTIME, imported_runtime
from .tree.write import BYTE_CODE_HINT, Difference, FileState, compare, write

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


def with_runtime(project: Project, rendered: Rendered, beside: Mapping[str, str] = MappingProxyType({})) -> Rendered:
    """What was rendered, with the copy of the runtime that its files need where the project's tree carries one.

    `beside`: text of other files of the tree, which may import the runtime as well.
    """
    if project.runtime:
        return rendered
    prefix = f"{project.package}/"
    clients = {path.removeprefix(prefix): text for path, text in (*rendered.files.items(), *beside.items())}
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
    read_from = project.inputs()  # before anything is read: what changes meanwhile is seen by the next `check`
    rendered = render_project(project, progress)
    root = Path(project.generated)
    keep = _others(project, rendered, providers)
    for provider in keep:
        prefix = f"{project.package}/{naming.module(provider)}/"
        others = {path: text for path, text in rendered.files.items() if not path.startswith(prefix)}
        rendered = replace(rendered, files={**others, **_on_disk(root, prefix)})
    rendered = with_runtime(project, rendered)
    inputs = read_from if not keep else ""
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
    typed_dicts: bool = False,
) -> Written:
    """Write the client of any OpenAPI document into `out`/`package`. Raises SpecError.

    Its references may lead anywhere inside of `ref_root`; without one, inside of its own folder.

    It carries a copy of what it needs of the runtime, `without` the choices of callers that are named. Where `runtime`
    names one that is importable, such as reissue_runtime, it has none: then its errors and options are those of the
    clients that share it. `typed_dicts`: type checkers are told of dicts in the place of models, too.
    """
    shared = imported_runtime(runtime, "--runtime")
    folder = str(ref_root) if ref_root is not None else ""
    client = Client(
        package or "",
        str(spec),
        str(out),
        ref_root=folder,
        runtime=shared,
        without=known(without),
        typed_dicts=typed_dicts,
    )
    return generate_client(client, progress=progress)


def generate_client(client: Client, project: Project | None = None, progress: Progress = _silent) -> Written:
    """Write the package of one document, which is a client of the project where there is one. Raises SpecError."""
    name, rendered = render_client(client, project, progress)
    root = Path(client.out) / name
    return Written(rendered, write(root, rendered.files), root)


def render_client(client: Client, project: Project | None, progress: Progress = _silent) -> tuple[str, Rendered]:
    """The name of the package of one document, and its files with the manifest. Raises SpecError."""
    show = project.show if project else from_here
    templates = Path(project.templates if project else own_templates())
    left_out = known(client.without)
    if client.runtime and left_out:
        raise ConfigurationError(
            "--without leaves parts out of a copy of the runtime, and with --runtime there is none."
        )
    progress(f"reading {client.spec}")
    document = document_of(client, show if project else own_name(client))
    title = document.root.get("info").map.get("title")
    stem = Addressed(client.spec).stem if is_addressed(client.spec) else Path(client.spec).stem
    name = named(
        client.package or naming.module(title if isinstance(title, str) and naming.words(title) else stem, "client")
    )
    progress("building")
    api, findings = build(document, name, __version__)
    progress(f"rendering {len(api.operations)} operations")
    command = f"reissue generate {name}" if project else ""
    layout = Layout(name, True, client.runtime, left_out, command, more_switches(client), client.typed_dicts)
    progress("formatting")
    files = _proven(render(api, layout, templates), client.runtime)
    copied = None if client.runtime else pruned(texts(own_runtime()), files.items(), left_out)
    files = {**(copied.files if copied else {}), **files}
    rendered = Rendered(files, [api], ordered(findings), runtime=copied)
    made = _made(client, str(Path(client.out) / name), document, rendered)
    files[MANIFEST] = Manifest.of(files, made.inputs(), __version__, made.text()).text()
    return name, rendered


def _made(client: Client, root: str, document: Document, rendered: Rendered) -> Made:
    """What a package is made from, for its manifest."""
    made = Made.of(client, root)
    made.files = digests(root, files_of(client, document))
    levels = Counter(str(finding.level) for finding in rendered.findings)
    corrections = sum(finding.level is Level.WARNING for finding in document.told)
    operations = sum(len(api.operations) for api in rendered.apis)
    told = {"operations": operations, "corrections": corrections, **levels}
    made.told = {key: count for key, count in told.items() if count}
    return made


# --- compare -------------------------------------------------------------------------------------------------


def check(project: Project, progress: Progress = _silent) -> tuple[list[Finding], Rendered]:
    """Compare the generated tree with what would be written now. Reads only; every provider is reported.

    Of one whose specification cannot be read nobody knows what would be written: its files are what the manifest lists.
    """
    rendered = render_project(project, progress)
    folder = Folder(project.generated)
    loaded = Manifest.of_file(folder.files.get(MANIFEST))
    about = tuple(f"{project.package}/{naming.module(provider)}/" for provider in rendered.failed)
    in_manifest = dict(loaded[0].files) if loaded else dict[str, str]()
    unread = {path: digest for path, digest in in_manifest.items() if path.startswith(about)}
    files = with_runtime(
        project, rendered, {path: folder.files[path].text for path in unread if path in folder.files}
    ).files
    listed = {**Manifest.of(files, "", "").files, **unread}
    # Which bytes of the inputs it was made from does not matter here: the files do.
    manifest = Manifest(listed, loaded[0].inputs if loaded else "", __version__)
    findings = [
        *(f for f in rendered.findings if f.level is Level.ERROR),
        *_led_away(project),
        *(_finding(project, file) for file in compare(folder, {**files, MANIFEST: manifest.text()}, unread)),
    ]
    return ordered(findings), rendered


def _led_away(project: Project) -> Iterator[Finding]:
    """What stands out of the project is not under its version control: what is looked at here is not what others get."""
    if target := project.leads_away:
        message = f"edited: is a symbolic link out of the project, to {target}"
        yield Finding(
            "generated-edited", Level.ERROR, message, Place(project.show(project.generated)), "make it a folder"
        )


def _finding(project: Project, file: Difference) -> Finding:
    parts = file.path.split("/")
    provider = parts[1] if len(parts) > 2 and parts[1] != RUNTIME else ""
    return _tree_finding(
        file, project.show(str(Path(project.generated) / file.path)), f"reissue generate {provider}".strip()
    )


def _tree_finding(file: Difference, path: str, again: str) -> Finding:
    """What is wrong with one file, and the command that mends it."""
    hints = {
        FileState.EXTRA: f"remove it, or make it part of a template; then: {again}",
        FileState.BYTECODE: BYTE_CODE_HINT,
    }
    hint = hints.get(file.state, again)
    message = f"{file.state}: {file.reason}"
    return Finding(f"generated-{file.state}", Level.ERROR, message, Place(path), hint, _diff(path, file))


def _diff(path: str, file: Difference) -> str:
    if file.want is None or file.have is None:
        return ""
    return difference(file.have, file.want, path, f"{path} (generated now)")


def check_client(client: Client, project: Project | None, progress: Progress = _silent) -> tuple[list[Finding], bool]:
    """Compare the package of one document with what would be written now, and say whether that can be known. Reads only.

    What is wrong with its corrections is told too: in a list that nobody reads a dead one would be dead for years.
    """
    try:
        name, rendered = render_client(client, project, progress)
    except SpecError as error:
        return ordered([*error.findings, *by_manifest(client, project)]), True
    root = Path(client.out) / name
    folder = Folder(str(root))
    loaded = Manifest.of_file(folder.files.get(MANIFEST))
    files = dict(rendered.files)
    if loaded and _asks_for_the_same(loaded[0], files[MANIFEST]):
        # Which bytes it was made from does not matter here: the files do.
        listed = Manifest.parse(files[MANIFEST])[0].files
        files[MANIFEST] = Manifest(listed, loaded[0].inputs, __version__, loaded[0].made).text()
    found = _package_findings(client, project, compare(folder, files), str(root))
    return ordered([*(f for f in rendered.findings if f.level is Level.ERROR or f.rule in CORRECTIONS), *found]), False


def by_manifest(client: Client, project: Project | None) -> list[Finding]:
    """What of a package is not as its manifest lists it: all that can be said where its document cannot be read."""
    folder = Folder(client.root)
    loaded = Manifest.of_file(folder.files.get(MANIFEST))
    if loaded is None:
        return []
    return _package_findings(
        client, project, compare(folder, {MANIFEST: loaded[0].text()}, loaded[0].files), client.root
    )


def orphaned(project: Project) -> list[Finding]:
    """The packages that were clients of a project, and that nothing makes any more."""
    return [
        Finding(
            f"generated-{FileState.EXTRA}",
            Level.ERROR,
            f"{FileState.EXTRA}: is a package that `reissue generate {os.path.basename(root)}` made, and no {TABLE} names it",
            Place(project.show(root)),
            "remove it, or name it again",
        )
        for root in orphans(project.root, project.clients.values())
    ]


def _package_findings(
    client: Client, project: Project | None, differences: Iterable[Difference], root: str
) -> list[Finding]:
    show = project.show if project else from_here
    again = f"reissue generate {os.path.basename(root)}" if project else command_of(client)
    return [_tree_finding(file, show(os.path.join(root, file.path)), again) for file in differences]


def _asks_for_the_same(manifest: Manifest, now: str) -> bool:
    """Whether a manifest says that its package was made from the same files in the same way, whatever stood in them."""
    was, made = Made.parse(manifest.made), Made.parse(Manifest.parse(now)[0].made)
    if was is None or made is None or not was.same_as(made):
        return False
    return set(was.files) == set(made.files) and was.told.get("corrections") == made.told.get("corrections")
