"""Do the tests notice when a rule is changed? Mutants of what decides over sending, telling and advising (mutmut).

    python -m tests.mutation.run [--tenth DIGIT] [--seconds N] [MODULE...]

A module is such as reissue_runtime.retry, or reissue_generator.changes.proofs.subset.

Each mutant is one small change of one function. It is killed where a test fails or where mypy in strict mode, which `make types`
asks as well, refuses it. What survives has to be listed in `survivors.toml` with the reason why it may, and may be one in twenty.
Exit code 1 where more survive, where one is not listed (it is printed as it would be), or where a listed one is killed by now.

`--tenth` takes the mutants of each function whose number ends with that digit: the ten of them are all, and one is a look at all rules
in a tenth of the time. `--seconds` is how long the tests of one mutant may take, the quickest first: what lives by that, and is not listed,
is tried once more for ten times as long.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.ci.environments import ROOT
from tests.mutation import SECONDS

HERE = Path(__file__).parent
WORK = ROOT / "build/mutation"
MOST = 0.05
"""The share of mutants that may survive."""
_LONGER = 10
KILLED = {"killed": "tests", "segfault": "tests", "caught by type check": "type checker"}
"""No timeout of mutmut's, which says nothing of a test: what never ends fails by the time limit of its test."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is mutated together, and told mutmut in one way."""

    moved: dict[str, str]
    """mutmut knows one folder of sources whose packages are imported by their own names."""
    near: dict[str, str]
    """By module: where the tests of its own room are, which are few, and find most mutants of it."""
    settings: str = "mutmut.toml"


ROOMS = (
    Room(
        {"runtime/reissue_runtime/": "src/reissue_runtime/", "facade/reissue/": "src/reissue/"},
        {"reissue_runtime": '"tests/runtime/', "reissue.": '"tests/facade/'},
    ),
    Room(
        {"generator/reissue_generator/": "src/reissue_generator/"},
        {"reissue_generator": '"tests/generator/'},
        "changes.toml",
    ),
)
ANEW = 'forkserver_warmup = "import"\npreload_modules_file = "tests/mutation/preload.txt"\n'


@dataclass(frozen=True, order=True)
class Mutant:
    """One change, known by what it changes: the numbers of mutmut shift with every edit."""

    where: str
    """Module and function."""
    was: str
    now: str

    @property
    def as_toml(self) -> str:
        texts = {"where": self.where, "was": self.was, "now": self.now, "why": ""}
        return "\n".join(["[[survivor]]", *(f"{name} = {json.dumps(text)}" for name, text in texts.items()), ""])


def lay_out(room: Room) -> None:
    """A copy of the project to work in, with what is mutated in one folder."""
    shutil.rmtree(WORK, ignore_errors=True)
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        moved = next((name.replace(old, new, 1) for old, new in room.moved.items() if name.startswith(old)), name)
        if (ROOT / name).is_file():
            (WORK / moved).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, WORK / moved)
    with (WORK / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write((HERE / room.settings).read_text(encoding="utf-8"))


def mutmut(*arguments: str, quiet: bool = True) -> str:
    """What mutmut prints (to the terminal unless `quiet`)."""
    beside = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join((beside, os.environ["PATH"])), "MYPYPATH": "src:generated"}
    out = subprocess.PIPE if quiet else None
    command = [sys.executable, str(HERE / "collected.py"), *arguments]
    done = subprocess.run(command, cwd=WORK, env=environment, stdout=out, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mutmut {' '.join(arguments)} ended with {done.returncode}: see above")
    return done.stdout or ""


def results(modules: Sequence[str]) -> dict[str, str]:
    """Each mutant by mutmut's name, and what became of it."""
    rows = [line.strip().rsplit(": ", 1) for line in mutmut("results", "--all", "true").splitlines() if ": " in line]
    return {name: state for name, state in rows if not modules or name.startswith(tuple(modules))}


def shown(name: str) -> Mutant:
    """A mutant by its change."""
    module, _, function = name.partition("__mutmut_")[0].rpartition(".")
    lines = mutmut("show", name).splitlines()[1:]
    changed = {sign: [line[1:].strip() for line in lines if line[:1] == sign and line[:3] != sign * 3] for sign in "-+"}
    plain = function.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    return Mutant(f"{module}.{plain}", "\n".join(changed["-"]), "\n".join(changed["+"]))


def argued() -> dict[Mutant, str]:
    """The survivors that may be, and why."""
    listed = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get("survivor", [])
    return {Mutant(one["where"], one["was"], one["now"]): one["why"] for one in listed}


def judge(whole: bool, modules: Sequence[str], states: dict[str, str], survivors: Sequence[Mutant]) -> int:
    """Print how the run went; the exit code."""
    killed = Counter(KILLED[state] for state in states.values() if state in KILLED)
    reasons = argued()
    new = [one for one in survivors if not reasons.get(one)]
    meant = [one for one in reasons if not modules or one.where.startswith(tuple(modules))]
    gone = [one for one in meant if one not in survivors] if whole else []
    print(*(one.as_toml for one in new), sep="\n")
    for one in gone:
        print(f"killed by now, and to be taken off the list: {one.where}: {one.was} -> {one.now}")
    share = len(survivors) / (len(states) or 1)
    print(
        f"mutants: {len(states):,}; killed by tests {killed['tests']:,}, by a type checker {killed['type checker']:,}; "
        f"survived {len(survivors)} ({share:.1%}), of these without a reason {len(new)}"
    )
    return int(not states or share > MOST or bool(new) or bool(gone))


def tried(modules: Sequence[str], room: Room, near: str, tenth: str) -> tuple[dict[str, str], list[Mutant]]:
    """What became of the mutants of modules of one package, and those that live. mutmut forgets others' when it is set anew."""
    lay_out(room)
    settings = WORK / "pyproject.toml"
    whole = settings.read_text(encoding="utf-8")
    far = [line for line in whole.splitlines() if line.startswith('  "tests/') and near not in line]
    settings.write_text("\n".join(line for line in whole.splitlines() if line not in far), encoding="utf-8")
    mutmut("run", *(f"{one}.*__mutmut_*{tenth}" for one in modules), quiet=False)
    near_states = {name: state for name, state in results(modules).items() if name.endswith(tenth)}
    again = [name for name, state in near_states.items() if state not in KILLED]
    states = near_states
    if again and far:
        # What the tests of its own room let live is tried by all. A function that runs while its module is imported, such as one
        # that makes methods, has run before it is changed: so this time in processes that import it anew.
        settings.write_text(whole + ANEW, encoding="utf-8")
        mutmut("run", *again, quiet=False)
        states = {**near_states, **{name: state for name, state in results(modules).items() if name in again}}
    if SECONDS in os.environ:
        states |= tried_longer(modules, states)
    return states, sorted(living(states).values())


def living(states: dict[str, str]) -> dict[str, Mutant]:
    """The mutants that no test has killed, by mutmut's name."""
    names = [name for name, state in states.items() if state not in KILLED]
    with ThreadPoolExecutor() as threads:
        return dict(zip(names, threads.map(shown, names), strict=True))


def tried_longer(modules: Sequence[str], states: dict[str, str]) -> dict[str, str]:
    """What becomes of those that lived by the limit of time alone, as nobody has said why they may."""
    reasons = argued()
    unsaid = [name for name, one in living(states).items() if not reasons.get(one)]
    if not unsaid:
        return {}
    seconds = os.environ[SECONDS]
    os.environ[SECONDS] = str(_LONGER * float(seconds))
    mutmut("run", *unsaid, quiet=False)
    os.environ[SECONDS] = seconds
    return {name: state for name, state in results(modules).items() if name in unsaid}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run", description=str(__doc__).partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--tenth", choices=list("0123456789"), default="", help="only mutants whose number ends so")
    parser.add_argument(
        "--seconds",
        type=float,
        help="at most so many seconds of tests a mutant, the quickest first, and then once more",
    )
    asked = parser.parse_args(arguments)
    if asked.seconds is not None:
        os.environ[SECONDS] = str(asked.seconds)
    modules: list[str] = asked.modules
    states: dict[str, str] = {}
    survivors: list[Mutant] = []
    for room in ROOMS:
        for package, near in room.near.items():
            if mine := [one for one in modules or [package.rstrip(".")] if f"{one}.".startswith(package)]:
                told, live = tried(mine, room, near, asked.tenth)
                states |= told
                survivors += live
    return judge(not asked.tenth, modules, states, survivors)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
