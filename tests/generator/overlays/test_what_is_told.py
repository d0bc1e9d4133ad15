"""What the Overlay specification lets pass, and a maintainer wants to know; what it calls an error; what is ill-formed."""

from __future__ import annotations

import pytest

from reissue_generator.document import jsonpath, overlaid
from reissue_generator.errors import SpecError
from reissue_generator.findings import Level
from tests.generator.overlays.laid_over import HEAD, full, laid

API = """\
openapi: 3.1.0
info: {title: Till, version: '1'}
tags: [{name: bills}]
paths:
  /bills/{id}: {get: {operationId: bills-get, responses: {'200': {description: ok}}}}
  /far: {$ref: 'far.yaml#/item'}
"""


@pytest.mark.parametrize(
    "target,near",
    [
        ("$.paths['/bill/{id}'].get", "$.paths has no '/bill/{id}'; is '/bills/{id}' meant?"),
        ("$.paths['/bills/{id}'].post", "$.paths['/bills/{id}'] has no 'post', it has: get"),
        ("$.paths['/far'].get", "$.paths['/far'] refers to 'far.yaml#/item', and an overlay follows no references"),
        ("$.paths.*.get.parameters[?@.name=='x']", "$.paths['/bills/{id}'].get has no 'parameters'"),
        ("$.tags[?@.name=='nobody']", "it gets as far as $.tags"),
        ("$.pahts", "$ has no 'pahts'; is 'paths' meant?"),
    ],
)
def test_a_dead_target_is_named_with_what_is_near(target: str, near: str) -> None:
    found = laid(API, f'  - target: "{target}"\n    update: {{x-a: 1}}\n')
    (told,) = found.told
    assert (told.rule, told.level, told.message) == (
        "overlay-dead-target",
        Level.WARNING,
        f"nothing in api.yaml is at {target}",
    )
    assert (told.place.file, told.place.line, told.place.pointer) == ("1.overlay.yaml", 4, "/actions/0/target")
    assert told.hint.startswith(near)


def test_an_action_may_say_that_its_target_need_not_be_there() -> None:
    found = laid(API, "  - {target: $.servers, remove: true, x-reissue-optional: true}\n")
    assert [(one.rule, one.level) for one in found.told] == [("overlay-dead-target", Level.NOTE)]


@pytest.mark.parametrize(
    "action,rules",
    [
        ("{target: $.info, update: {title: Till}}", ["overlay-no-change"]),
        ("{target: $.info.title, update: Till}", ["overlay-no-change"]),
        ("{target: $.info, update: {}}", ["overlay-no-change"]),
        ("{target: $.info, description: only words}", ["overlay-no-change"]),
        ("{target: $.info, remove: false}", ["overlay-no-change"]),
        ("{target: $.info, update: {title: 1}}", []),  # another type is another value
        ("{target: $.tags, update: {name: bills}}", ["overlay-entry-twice"]),
        ("{target: $, update: {tags: [{name: bills}]}}", ["overlay-entry-twice"]),
        ("{target: $.tags, update: {name: others}}", []),
    ],
)
def test_what_the_vendor_has_taken_over_is_told(action: str, rules: list[str]) -> None:
    assert laid(API, f"  - {action}\n").rules() == rules


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_an_update_has_no_effect_beside_remove_and_is_told(version: str) -> None:
    """Overlay 1.0 and 1.1, Action Object, `update`: "This field has no impact if the `remove` field of this action
    object is `true`"; 1.1 says the same of `copy`."""
    action = "  - target: $.info.title\n    remove: true\n    update: {description: x}\n"
    found = laid(API, HEAD.format(version=version) + action)
    assert found.data["info"] == {"version": "1"}
    assert [(one.rule, one.level, one.place.line) for one in found.told] == [("overlay-no-effect", Level.WARNING, 6)]
    assert laid(API, "  - {target: $.info.title, remove: true, copy: $.paths}\n").rules() == ["overlay-no-effect"]


@pytest.mark.parametrize(
    "action,said,line",
    [
        ("{target: $.info, update: text}", "a single value cannot be merged into an object (/info at api.yaml:2)", 4),
        ("{target: $.info.title, update: {a: 1}}", "an object cannot be merged into a single value", 4),
        ("{target: $, update: {info: []}}", "a list cannot be merged into an object", 4),
        ("{target: $, update: {info: null}}", "null cannot be merged into an object", 4),
        ("{target: $.*, update: {a: 1}}", "the target selects lists and objects and single values at once", 4),
        ("{target: $, remove: true}", "the whole document cannot be removed", 4),
        ("{target: $.info, copy: $.nothing}", "`copy` selects 0 values, and must select one", 4),
        ("{target: $.info, copy: '$.paths.*'}", "`copy` selects 2 values", 4),
        ("{target: '$.info[', remove: true}", "the query is no JSONPath of RFC 9535", 4),
    ],
)
def test_what_the_specification_calls_an_error(action: str, said: str, line: int) -> None:
    with pytest.raises(SpecError) as caught:
        laid(API, f"  - {action}\n")
    (finding,) = caught.value.findings
    assert said in finding.message and (finding.place.file, finding.place.line) == ("1.overlay.yaml", line)


@pytest.mark.parametrize("action", ["{target: $.info.title, update: New}", "{target: $, update: {info: []}}"])
def test_a_1_0_overlay_updates_objects_and_lists_only(action: str) -> None:
    with pytest.raises(SpecError):
        laid(API, full(f"  - {action}\n", "1.0.3"))


def test_a_list_in_1_0_is_one_entry_and_in_1_1_several() -> None:
    """1.0.0: "an entry to append to the array"; 1.1.0: "an array to concatenate with each selected array"."""
    action = "  - {target: $.tags, update: [{name: a}, {name: b}]}\n"
    assert laid(API, full(action, "1.0.0")).data["tags"] == [{"name": "bills"}, [{"name": "a"}, {"name": "b"}]]
    assert laid(API, action).data["tags"] == [{"name": "bills"}, {"name": "a"}, {"name": "b"}]


@pytest.mark.parametrize(
    "text,said,line",
    [
        ("[]", "is no overlay: it is no object", 1),
        ("openapi: 3.1.0", "it is an OpenAPI document, which goes with --spec", 1),
        ("overlay: 1.1\ninfo: {title: a, version: b}\nactions: [{target: $}]", "'1.1' is no version", 1),
        ("overlay: 1.2.0\ninfo: {title: a, version: b}\nactions: [{target: $}]", "'1.2.0' is no version", 1),
        ("overlay: 1.1.0\nactions: [{target: $}]", "has no 'info' with title and version", 1),
        ("overlay: 1.1.0\ninfo: {title: a, version: 1.0}\nactions: [{target: $}]", "'version' is no text", 2),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}", "has no 'actions'", 1),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions: []", "no list with at least one action", 3),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- 5", "is no action: it is no object", 4),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {udpate: {}}", "the action has no 'target'", 4),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {target: paths}", "it does not begin with $", 4),
        (
            "overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {target: $, udpate: {}}",
            "'udpate' is no key of an action",
            4,
        ),
        (
            "overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {target: $, remove: yes}",
            "neither true nor false",
            4,
        ),
        (
            "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions:\n- {target: $, copy: $.a}",
            "'copy' is of overlays 1.1",
            4,
        ),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {target: $, copy: $.a, update: {}}", "both", 4),
        ("overlay: 1.1.0\ninfo: {title: a, version: b}\nactions:\n- {target: $}\n- {target: $}", "stands twice", 5),
        ("overlay: 1.1.0\ninfo: {title: a\nactions: [", "is no YAML", 3),
    ],
)
def test_an_ill_formed_overlay_is_refused_with_its_place(text: str, said: str, line: int) -> None:
    with pytest.raises(SpecError) as caught:
        laid(API, text if "overlay:" in text else text + "\n# overlay:")
    assert any(said in one.message and one.place.line == line for one in caught.value.findings), str(caught.value)


def test_an_overlay_for_another_document_is_told() -> None:
    head = "overlay: 1.1.0\ninfo: {title: a, version: b}\nextends: "
    actions = "\nactions: [{target: $.info, update: {x: 1}}]\n"
    told = {
        name: laid(API, head + name + actions).told for name in ("./api.yaml", "other.yaml", "https://x.example/v.yaml")
    }
    assert [[one.level for one in found] for found in told.values()] == [[], [Level.WARNING], [Level.NOTE]]


# --- hostile


BIG = (
    "openapi: 3.1.0\ninfo: {title: a, version: b}\nx-deep: "
    + "{a: " * 60
    + "1"
    + "}" * 60
    + "\nx-list: ["
    + "1, " * 300
    + "1]\n"
)


@pytest.mark.parametrize(
    "target",
    [
        "$..*..*..*..*",
        "$..[?@..*..*]",
        "$[?count($..*[?count($..*)>0])>0]..[?count(@..*..*..*)>5]",
        "$['x-list'][?" + "||".join(["@==2"] * 400) + "]",
        "$..[?" + "(" * 900 + "@.a" + ")" * 900 + "]",
        "$" + "[?@" * 1200 + "]" * 1200,
        "$" + ".a" * 3000,
        "$." + "a" * 5000,
    ],
)
def test_a_hostile_query_is_refused_or_answered_soon(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonpath, "STEPS", 4_000)  # a step takes some microseconds
    monkeypatch.setattr(jsonpath, "STEPS_PER_VALUE", 4)
    try:
        found = laid(BIG, f"  - target: {target!r}\n    update: {{}}\n")
        assert found.rules() in (["overlay-dead-target"], ["overlay-no-change"])
    except SpecError as error:
        assert "query" in str(error) or "selects" in str(error) or "merged" in str(error)


def test_a_pattern_that_backtracks_for_ever_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonpath, "PATTERN_SECONDS", 0.1)
    document = "openapi: 3.1.0\nx: [" + "a" * 60 + "]\n"
    with pytest.raises(SpecError, match="a pattern that takes too long"):
        laid(document, "  - target: \"$.x[?match(@, '(a|aa)+c?d')]\"\n    remove: true\n")


def test_copies_of_copies_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaid, "MAX_ADDED", 20_000)
    doubling = "".join(
        f"  - {{target: $, update: {{c{n}: {{}}}}}}\n  - {{target: $.c{n}, copy: $}}\n" for n in range(40)
    )
    with pytest.raises(SpecError, match=r"overlays add more than|nested more than"):
        laid(API, doubling)
