"""The pages of docs/rules, made from the rules, their readings, and the pairs of documents that the tests compare.

python -m tests.generator.changes.rules_pages
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reissue_generator.changes import RULES, Change, Direction, Rule
from reissue_generator.changes.rules.readings import reading_of
from reissue_generator.document import pointer_text
from tests.generator.changes.document_pairs import Case, changes
from tests.generator.changes.peer_matters import Disagreement
from tests.generator.changes.peers_oasdiff import OF_OASDIFF
from tests.generator.changes.peers_openapi_diff import OF_OPENAPI_DIFF, READINGS
from tests.generator.changes.rule_cases import PYTHON, WIRE

FOLDER = Path(__file__).parents[3] / "docs" / "rules"
FINGERPRINTS = Path(__file__).with_name("fingerprints.txt")
_MADE = "<!-- made by: python -m tests.generator.changes.rules_pages -->"
_PAGES = {
    "requests": "What is sent",
    "responses": "What comes back",
    "both": "Calls, servers and what both directions share",
    "python": "What only Python callers notice",
}
_PEERS = """# Where other tools see it otherwise

The suites of two tools that compare documents were run over `reissue diff`: oasdiff and openapi-diff of OpenAPITools, in the
editions of summer 2026; `python -m tests.peers.run` does it again and compares what disagrees with what stands here. Where a test
of theirs expects something else, a sentence of a standard decides, and one message shows it by running: what a server of the old
document takes, and one of the new does or does not (`tests/generator/changes/test_peers.py`). Tests that look at one matter of a
pair whose other matters break are listed, too.

"""
_HEAD = """# Rules of `reissue diff`

Every change that is told has a rule. `reissue explain RULE` prints what stands here; the table
`[tool.reissue.diff]` of pyproject.toml gives a rule another level, for what a team has agreed upon:

```toml
[tool.reissue.diff]
request-default-changed = "addition"
```

## How changes are read

- **By what takes in what.** A request that old clients may send must be taken by the new document, and an answer that
  the new document allows must be one that the old one allowed. Where neither is lost there is nothing to tell, however
  different the texts are: 3.0 and 3.1, `$ref` and its content, `allOf` of one, the order of members, a range and its
  types, a slash at the end of a server.
- **Less in a request breaks, more in an answer breaks**, for every facet of a schema alike: types, limits, patterns,
  formats, variants, conditions. A condition that is gone is more, as a limit that is gone is.
- **Answers are open in two ways**, because vendors add to them without a new version, and the clients expect it: lists of
  values (`enum`) and members that nobody documented. A further value and a further member are additions.
- **A type that other keywords imply counts as said**: `properties` mean an object, `items` an array.
- **Names are read by what people send.** Two variants of a `oneOf` share values only if one could be made of the members
  that the other documents; an optional member that is gone from a request breaks who sends it, although an open object
  lets it pass, because nobody acts on it.
- **A rename is one finding**, with what it rests on: an `operationId`, or an equal schema with a description, examples,
  values, a component or alike names. It weighs as the end of the old name.
- **Notices weigh as deprecations**: `deprecated`, `x-sunset`, `x-stability-level`, links. No call fails by them.
- **Python is told by types.** The packages of both documents are compared as a type checker sees a caller who makes every model,
  reads every attribute, calls every method and handles all that a union has. What the wire widens may break such a caller: a
  further type of an answer, and a member of a request that may be null, for code that reads it. Rules of models that only come
  back (`python-answer-...`) or are only sent (`python-sent-...`) concern callers' tests and can be weighed by themselves.
- **One change is one finding.** What Python sees of a change of the wire is told with it, unless it weighs more; then it
  stands by itself, names the other, and its rule has a level of its own.
- **What no keyword tells, a value may.** Where unions, `not` and `if` stand in each other, values are made of both schemas and held
  against both; one that only one of them takes is told where nothing beneath tells as much.
- **What cannot be proven is told as a change.** Two patterns, and conditions that no proof connects, are taken for ones
  that differ.

Where other tools expect something else, [a sentence of a standard and a message decide](peers.md).

Each rule stands beside its twin, its opposite, which is found where the documents are swapped. An example shows what
changed at which address of the document, and, after `#`, how it is told.

"""


def pages() -> dict[str, str]:
    """The text of every page by the name of its file."""
    found = {"README.md": _readme()}
    for page, title in _PAGES.items():
        rules = [rule for rule in sorted(RULES.values(), key=lambda rule: rule.id) if _page(rule) == page]
        found[f"{page}.md"] = f"{_MADE}\n# {title}\n\n" + "\n".join(_entry(rule) for rule in rules)
    return {**found, "peers.md": _peers()}


def _peers() -> str:
    found = [_matter(one) for one in (*OF_OASDIFF, *OF_OPENAPI_DIFF)]
    readings = [_matter(one) for one in READINGS]
    return f"{_MADE}\n{_PEERS}" + "\n".join(
        [*found, "## Where the project reads more than the standard says\n", *readings]
    )


def _matter(one: Disagreement) -> str:
    source, sentence = one.decides
    here = f"**{one.level}** here" if one.level else "**nothing of the wire** here"
    tests = [f"{name}: {', '.join(f'`{test}`' for test in listed.split())}" for name, listed in one.peers.items()]
    lines = ["```diff", *_differing(*one.pair), "```"]
    return "\n".join(
        [f"### {one.says}\n", f"{here}; {'; '.join(tests)}.\n", f"> {sentence}\n>\n> {source}\n", *lines, ""]
    )


def _readme() -> str:
    lines = ["| rule | level | says |", "|---|---|---|"]
    for rule in sorted(RULES.values(), key=lambda rule: rule.id):
        lines.append(f"| [`{rule.id}`]({_page(rule)}.md#{rule.id}) | {rule.level} | {rule.title} |")
    return f"{_MADE}\n{_HEAD}## All rules\n\n" + "\n".join(lines) + "\n"


def _page(rule: Rule) -> str:
    if rule.id.startswith("python-"):
        return "python"
    return {Direction.REQUEST: "requests", Direction.RESPONSE: "responses", Direction.BOTH: "both"}[rule.direction]


def _entry(rule: Rule) -> str:
    twin = "itself" if rule.twin == rule.id else f"[`{rule.twin}`](#{rule.twin})"
    facts = f"**{rule.level}**, Python: {rule.effect}, twin: {twin}"
    return (
        f"## {rule.id}\n\n{rule.title[:1].upper()}{rule.title[1:]}. {facts}\n\n{reading_of(rule)}\n\n{_example(rule)}\n"
    )


def example_of(rule: Rule) -> Case:
    """A pair of documents whose change has this rule."""
    cases = {**WIRE, **PYTHON}
    return cases[rule.id] if rule.id in cases else (cases[rule.twin][1], cases[rule.twin][0])


@cache
def told(rule: Rule) -> list[Change]:
    """What is found in the example of a rule, by this rule."""
    with tempfile.TemporaryDirectory() as folder:
        return [one for one in changes(Path(folder), *example_of(rule)) if one.rule.id == rule.id]


def _example(rule: Rule) -> str:
    lines = [f"# {one.message}" for one in told(rule)]
    return "\n".join(["```diff", *_differing(*example_of(rule)), *lines, "```"])


def _differing(old: Any, new: Any) -> Iterator[str]:
    for pointer, was, now in _differences(old, new):
        yield f"  {pointer_text(pointer)}"
        yield from (f"{sign} {text}" for sign, text in (("-", was), ("+", now)) if text)


def _differences(old: Any, new: Any, pointer: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Where two documents differ, and what stands there."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            if key not in old or key not in new:
                texts = [json.dumps({key: side[key]}, sort_keys=True) if key in side else "" for side in (old, new)]
                yield pointer, texts[0], texts[1]
            else:
                yield from _differences(old[key], new[key], (*pointer, str(key)))
    elif old != new:
        yield pointer, json.dumps(old, sort_keys=True), json.dumps(new, sort_keys=True)


def fingerprints() -> str:
    """What each example is known by in files of ignored and approved changes, which a new version of ours has to find again."""
    rows = [
        f"{rule.id} {' '.join(one.fingerprint for one in told(rule))}"
        for rule in sorted(RULES.values(), key=lambda rule: rule.id)
    ]
    return "\n".join(rows) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    FINGERPRINTS.write_text(fingerprints(), encoding="utf-8")
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
