"""The ignore file hides by fingerprint, and says which of its entries hide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import ignore
from reissue_generator.errors import ConfigurationError
from tests.generator.changes.document_pairs import changes
from tests.generator.changes.rule_cases import WIRE


def test_written_entries_hide_what_they_were_written_for(tmp_path: Path) -> None:
    found = changes(tmp_path, *WIRE["response-property-removed"])
    path = tmp_path / "accepted.txt"
    path.write_text(ignore.text_of(found), encoding="utf-8")
    assert all(one.rule.id in path.read_text(encoding="utf-8") for one in found)
    assert ignore.apply(found, ignore.load(path), path) == ([], [])


def test_dead_and_repeated_entries_are_told_with_their_line(tmp_path: Path) -> None:
    found = changes(tmp_path, *WIRE["response-property-removed"])
    mark = found[0].fingerprint
    path = tmp_path / "accepted.txt"
    path.write_text(f"# why\n\n{mark} # known\n{'0' * 16}\n{mark}\n", encoding="utf-8")
    kept, dead = ignore.apply(found, ignore.load(path), path)
    assert kept == found[1:]
    assert [(one.place.line, one.message.split(" ", 3)[3]) for one in dead] == [
        (4, "matches no change"),
        (5, "stands there twice"),
    ]


def test_another_value_is_another_change(tmp_path: Path) -> None:
    """An entry for one removed value does not hide the next one."""
    old, new = WIRE["request-enum-value-removed"]
    narrower = changes(tmp_path, old, new)
    mark = {one.fingerprint for one in narrower}
    schema = new["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema["enum"] = ["a"]
    more = changes(tmp_path, old, new)
    schema["enum"] = ["a", "b"]
    assert len({one.fingerprint for one in more if one.rule.id == "request-enum-value-removed"} - mark) == 1


@pytest.mark.parametrize("line", ["request-property-removed", "ABC", "3f9a1c0b77d2e41", "\x1b[31m"])
def test_what_is_no_entry_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "accepted.txt"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r":2: .*fingerprint") as caught:
        ignore.load(path)
    assert "\x1b" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        ignore.load(tmp_path / "none.txt")
