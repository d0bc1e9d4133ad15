"""What to do after a vendor's documentation has changed, step by step: what `reissue update PROVIDER` walks through.

Nothing is remembered between runs: each step looks at what is there and does what is missing, so an update can be
stopped anywhere and begun again. It never commits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import generate as pipeline
from . import naming, skeletons
from .changes import Change, Level, weight
from .changes.documents import blob_or_none
from .changes.rules.rule import ORDER
from .document import PATHS, Described, Document, operations
from .errors import SpecError
from .findings import Finding, cut
from .findings import Level as Severity
from .lint.status_table import WORDS_OF, read_table, table_of, undocumented, with_words
from .releases import Unreleased, at_head, compared, unreleased
from .skeletons import Skeleton
from .sources import check as sources
from .sources.cache import Cache
from .tree.project import Project
from .tree.version import is_later, version_source

Ask = Callable[[str], bool]
"""A question before something is written; False: leave it."""

_MOST = 40
"""Changes that are told one by one."""


@dataclass(slots=True)
class Step:
    """One step: what was found, what to do next, and whether the update waits for a person here."""

    name: str
    said: list[str] = field(default_factory=list[str])
    findings: list[Finding] = field(default_factory=list[Finding])
    next: str = ""
    waits: bool = False
    invalid: bool = False
    """The specification cannot be used at all."""


@dataclass(slots=True)
class ProviderUpdate:
    """The update of one provider. `ask` decides what is written."""

    project: Project
    provider: str
    cache: Cache
    ask: Ask
    changes: list[Change] | None = None
    """The changes against git's HEAD; None where they could not be told."""
    since: Unreleased | None = None
    """The changes against the last release, once they were asked for."""
    whole: bool = False
    """Whether to go on where a person must act, to see what comes after."""

    @property
    def spec(self) -> Path:
        """The specification. Raises ConfigurationError."""
        return Path(self.project.chosen([self.provider])[self.provider])

    @property
    def name(self) -> str:
        """The specification as findings name it."""
        return self.project.show(str(self.spec))

    @property
    def unreleased(self) -> Unreleased:
        """What callers of the last release do not have. Raises ConfigurationError."""
        self.since = self.since or unreleased(self.spec, self.project.root)
        return self.since

    def steps(self) -> Iterator[Step]:
        """The steps in their order; the last one is where a person must act, or the end. Raises ConfigurationError."""
        for make in (
            _sources,
            _spec,
            _statuses,
            _lint,
            _lock,
            _diff,
            _generate,
            _changelog,
            _version,
            _sandbox,
            _tests,
            _rest,
        ):
            step = make(self)
            yield step
            if step.invalid or (step.waits and not self.whole):
                return


# --- reading -------------------------------------------------------------------------------------------------


def _sources(update: ProviderUpdate) -> Step:
    """Which of the vendor's pages changed, by the cache."""
    checked = sources.check(update.project, update.cache, [update.provider])
    step = Step("vendor pages", [checked.summary], checked.findings)
    if checked.never or checked.absent:
        step.next = f"reissue update {update.provider} --fetch"
    return step


def _spec(update: ProviderUpdate) -> Step:
    """Whether the specification was edited since the last commit; it must be, where pages changed."""
    step, old = Step("specification"), at_head(update.spec)
    if old is None:
        step.said.append(f"{update.name} has no version in git's HEAD to compare with")
        return step
    edited = old.replace(b"\r\n", b"\n") != update.spec.read_bytes().replace(b"\r\n", b"\n")
    step.said.append(f"{update.name} is {'edited since' if edited else 'as in'} git's HEAD")
    changed = sources.check(update.project, update.cache, [update.provider]).changed
    if changed:
        step.said.append(f"{len(changed)} changed page(s) are not reviewed in it")
        step.next = (
            f'edit {update.name}: mend what is no longer so and set `read: "{sources.today()}"` under the '
            f"x-reissue-source of each operation that you compared; then again: reissue update {update.provider}"
        )
        step.waits = True
    return step


def _statuses(update: ProviderUpdate) -> Step:
    """Write each new word of a status into the table of the facade, where somebody must decide it before lint is clean."""
    step, table = Step("statuses"), table_of(update.project.root, update.spec.stem)
    if table is None:
        step.said.append(f"no table of statuses with {WORDS_OF}: decide new words of a status in the adapter")
        return step
    name = update.project.show(str(table.path))
    try:
        new = [one.word for one in undocumented(table, Document.open(update.spec, update.name))]
    except SpecError:
        new = []  # lint says why
    text = with_words(table, new) if new else None
    if text is not None and update.ask(f"Write {', '.join(map(repr, new))} into {name}, to be decided?"):
        table.path.write_text(text, encoding="utf-8", newline="")
        step.said.append(f"{', '.join(map(repr, new))} written into {name}")
        table, new = read_table(table.path) or table, []
    lines = [f"{name}:{line}: what does {word!r} mean?" for word, line in table.open.items()]
    lines += [f"{name}:{table.place.lineno}: {word!r} is not there" for word in new]
    step.said += lines or [f"{name} has all of them"]
    if lines:
        step.next, step.waits = f"decide them, then again: reissue update {update.provider}", True
    return step


def _lint(update: ProviderUpdate) -> Step:
    step = Step("lint")
    from .lint.specification import lint_specification

    step.findings, usable = lint_specification(update.project, update.spec)
    step.invalid = not usable
    errors = sum(finding.level is Severity.ERROR for finding in step.findings)
    step.waits = errors > 0
    step.said.append(f"{errors} error(s)" if errors else "clean")
    if errors:
        step.next = f"mend {update.name} and check it with: reissue lint {update.provider}"
    return step


# --- writing -------------------------------------------------------------------------------------------------


def _lock(update: ProviderUpdate) -> Step:
    """Let sources.lock follow the specification; pages that were read again are taken over as reviewed."""
    step, rules = Step("sources.lock"), ("source-no-lock", "source-unlocked", "source-date", "source-unused")
    found = sources.check(update.project, update.cache, [update.provider]).findings
    if not any(finding.rule in rules for finding in found):
        step.said.append("in step with the specification")
        return step
    command = f"reissue sources refresh --offline {update.provider}"
    if not update.ask("Bring specs/sources.lock up to date?"):
        step.said.append("not in step with the specification")
        step.next, step.waits = command, True
        return step
    step.said.append(sources.refresh(update.project, update.cache, [update.provider]).summary)
    return step


def _diff(update: ProviderUpdate) -> Step:
    """What the edit means for the wire and for Python callers."""
    step = Step("what changes")
    if at_head(update.spec) is None:
        step.said.append("a new provider: everything is an addition")
        return step
    try:
        update.changes = compared(update.spec)
    except SpecError as error:
        plain = f"git diff HEAD -- {update.name}"
        step.said.append(f"the version in git's HEAD cannot be used ({error}); read: {plain}")
        return step
    once = _once(update.changes)
    told = ", ".join(f"{count} {level}" for level, count in weight.counts(once).items() if count)
    step.said.append(told or "nothing for the wire or for callers")
    step.said += cut([change.line for change in weight.heavy(once, Level.ADDITION)], _MOST)
    if told:
        step.next = f"reissue diff HEAD:./{update.name} {update.name}"
    return step


def _generate(update: ProviderUpdate) -> Step:
    """Write the client, if it is not what the specification says."""
    step = Step("generate")
    folder = f"{update.project.show(update.project.generated)}/{update.project.package}"
    prefix = f"{folder}/{naming.module(update.provider)}/"
    found, _ = pipeline.check(update.project)
    different = [finding for finding in found if finding.rule.startswith("generated-")]
    own = [finding for finding in found if finding.place.file.startswith(prefix)]
    if not own and not different:
        step.said.append("the client is what the specification says")
        return step
    if edited := [finding.place.file for finding in own if finding.rule == "generated-edited"]:
        step.said.append(f"changed by hand, and would be overwritten: {', '.join(edited)}")
    if not update.ask(f"Write {len(own)} file(s) of {update.provider}?" if own else "Write the shared files?"):
        step.said.append(f"{len(own)} file(s) are not what the specification says")
        step.next, step.waits = f"reissue generate {update.provider}", True
        return step
    written = pipeline.generate(update.project, [update.provider])
    step.said.append(f"{len(written.changed)} file(s) written")
    step.next = f"read it as a caller would: git diff -- {prefix}"
    return step


# --- proposals -----------------------------------------------------------------------------------------------


def entry(provider: str, found: Sequence[Change]) -> list[str]:
    """The lines of a changelog entry, the heaviest change first; without what no caller notices."""
    lines: list[str] = []
    for heading, section in weight.sections(weight.heavy(_once(found), Level.ADDITION)):
        lines += [heading, *(f"- {provider}: {change.message}" for change in section)]
    return lines


def _once(found: Sequence[Change]) -> list[Change]:
    """Each message once, as its heaviest change: a model of requests and answers changes in both, and one thing has happened."""
    once: dict[str, Change] = {}
    for change in sorted(found, key=lambda change: ORDER.index(change.rule.level)):
        once.setdefault(change.message, change)
    chosen = {id(change) for change in once.values()}
    return [change for change in found if id(change) in chosen]


def _changelog(update: ProviderUpdate) -> Step:
    """Propose what this edit adds to the changes since the last release: what was never released breaks nobody."""
    step, since = Step("changelog"), update.unreleased
    new = [change for change in since.changes or [] if change.message not in since.committed]
    lines = entry(update.provider, new)
    if since.changes is None:
        step.said.append("no proposal without a comparison: write what changes for callers by hand")
    elif since.is_new:
        step.said.append(f"{since.release} has no {update.provider}: nothing that its callers notice")
    elif not lines:
        step.said.append("nothing that callers notice")
    else:
        path = Path(update.project.root) / "CHANGELOG.md"
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        missing = [line for line in lines if line.startswith("- ") and line not in there]
        made = with_entry(there, lines) if missing else None
        if made is not None and update.ask(f"Write {len(missing)} line(s) into CHANGELOG.md?"):
            path.write_text(made, encoding="utf-8", newline="")
            step.said += ["written into CHANGELOG.md, under Unreleased:", *lines]
            step.next = "say it in the words of a caller"
            return step
        step.said += ["proposed for CHANGELOG.md, under Unreleased:", *lines] if missing else ["the entry is there"]
        step.next = "put it into CHANGELOG.md, in the words of a caller" if missing else ""
    return step


def with_entry(text: str, lines: Sequence[str]) -> str | None:
    """A changelog with those of the lines that it lacks, each under its heading; None where nothing is unreleased."""
    heading = re.search(r"^## \[?Unreleased\]?.*$", text, re.MULTILINE | re.IGNORECASE)
    if heading is None:
        return None
    following = re.compile(r"^## ", re.MULTILINE).search(text, heading.end())
    end = following.start() if following else len(text)
    section, under = text[heading.end() : end].strip("\n").splitlines(), ""
    for line in lines:
        if line.startswith("### "):
            under = line
        elif line not in section:
            if under not in section:
                section[:0] = [under, "", ""]
            section.insert(section.index(under) + 2, line)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(section)).rstrip()
    return f"{text[: heading.end()]}\n\n{body}\n{chr(10) if following else ''}{text[end:]}"


def _version(update: ProviderUpdate) -> Step:
    """Raise the version in its one source, once between two releases: by the heaviest change since the last tag, or HEAD."""
    step, root = Step("version"), Path(update.project.root)
    source = version_source(root)
    if source is None:
        step.said.append("pyproject.toml has no version")
        return step
    since, release = update.unreleased, update.unreleased.release
    before = blob_or_none(release, f"./{source.path.name}", source.path.parent) or b""
    now, name = source.version, update.project.show(str(source.path))
    was = source.in_text(before.decode("utf-8", "replace")) or now
    proposed = weight.raised(was, weight.ADDED if since.is_new else weight.bump(since.changes or []))
    if since.changes is None:
        step.said.append(f"{now}; no proposal without a comparison")
    elif proposed == was == now:
        step.said.append(f"{now} stays")
    elif now != was and not is_later(proposed, now):
        step.said.append(f"{was} at {release}, raised to {now}; {update.provider} alone asks for {proposed}")
    elif update.ask(f"Raise the version in {name} from {now} to {proposed}?"):
        source.write(proposed)
        step.said.append(f"{now} raised to {proposed} in {name}")
    else:
        step.said.append(f"{now} now, {proposed} proposed for the next release")
        step.next = f"set it in {name} when you release"
    return step


def _sandbox(update: ProviderUpdate) -> Step:
    """Begin a stand-in of the sandbox for each operation that none answers."""
    step, module = Step("sandbox"), naming.module(update.spec.stem)
    folders = [path for path in Path(update.project.root).glob(f"sandbox/*/providers/{module}") if path.is_dir()]
    if not folders:
        step.said.append("there is no stand-in")
        return step
    text = "\n".join(path.read_text(encoding="utf-8") for path in folders[0].rglob("*.py"))
    described = operations(Document.open(update.spec, update.name), PATHS)
    lacking = [one for one in described if not _route(one).search(text)]
    places = [f"{one.node.place.file}:{one.node.place.line}: no stand-in for {one.identity}" for one in lacking]
    step.said += cut(places, _MOST)
    _begin(update, step, skeletons.stand_ins(folders[0], lacking), folders[0])
    if lacking and not step.next:
        route = f"{lacking[0].sent} {lacking[0].path}"
        step.next = f"answer it in {update.project.show(str(folders[0]))}: @stand_in.on({route!r})"
    step.said = step.said or ["every operation has a stand-in"]
    return step


def _route(one: Described) -> re.Pattern[str]:
    """How a stand-in names an operation: names of parameters and the last slash are free."""
    parts = re.split(r"\{[^{}]*\}", one.path.rstrip("/"))
    return re.compile(rf"[\"']{one.sent} " + r"\{[^{}]*\}".join(map(re.escape, parts)) + r"/?[\"']")


def _tests(update: ProviderUpdate) -> Step:
    """Begin a test for each operation that git's HEAD does not have."""
    step, folder = Step("tests"), Path(update.project.root) / "tests"
    added = {change.new.pointer for change in update.changes or [] if change.rule.id == "operation-added"}
    described = operations(Document.open(update.spec, update.name), PATHS) if added else iter(())
    new = [one for one in described if one.node.pointer in added]
    _begin(update, step, skeletons.tests(folder, update.provider, new), folder)
    step.said = step.said or ["no operation is new" if not new else "there is a test for each new operation"]
    return step


def _begin(update: ProviderUpdate, step: Step, begun: Iterable[Skeleton], folder: Path) -> None:
    """Write what is not there, and name what nobody has decided."""
    files = list(begun)
    names = [update.project.show(str(one.path)) for one in files]
    if files and update.ask(f"Begin {', '.join(names)}, to be decided?"):
        for one in files:
            one.write()
        step.said += [f"begun, to be decided: {name}" for name in names]
    else:
        step.said += [f"to be begun: {name}" for name in names]
    if places := [f"{update.project.show(str(path))}:{line}" for path, line in skeletons.undecided(folder)]:
        step.said += cut([f"{place}: to be decided" for place in places], _MOST)
        step.next = "decide them: each fails until somebody has"


def _rest(update: ProviderUpdate) -> Step:
    said = ["Left to you: the facade's adapter, if the type checkers say so; what is to be decided; the commit."]
    return Step("the rest", said, next="run the tests, then: git add -p && git commit")
