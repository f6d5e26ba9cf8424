"""The API held to its description by schemathesis, as two roles, and where its links lead.

Each answer is looked through for words of records that the role may not read (`leak`). Requests that write go
as far as the scopes of a token allow, which is all of them.

python -m tests.security.described [--minutes M] [--seed S]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from tests.security.stand import ROOT, Answered, stand
from tests.security.tools import Verdict

MINUTES = 10.0
# As the desk that records and a ministry that reports.
ROLES = ("desk", "focal")
# What a person of the copy may not read: the texts of hidden records that stand in no open one.
HIDDEN = """
import json
from commitments import models as m
from commitments.access import querysets
from commitments.models import User
user = User.objects.get(username={name!r})
texts = {{
    m.Commitment: ("reference", "title", "meaning", "line_to_take"),
    m.Meeting: ("reference", "title", "purpose", "note"),
    m.Outcome: ("clause", "answer_wording"),
    m.Statement: ("title", "text"),
    m.ProgressUpdate: ("text",),
    m.Evidence: ("description", "file_name"),
    m.Deadline: ("wording", "note"),
    m.Packet: ("reference",),
}}
open_, hidden = set(), set()
for model, names in texts.items():
    seen = querysets.list_readable(model, user).values_list("pk", flat=True)
    for row in model.objects.values("pk", *names):
        (open_ if row["pk"] in set(seen) else hidden).update(row[name] for name in names if row[name])
everything = "\\n".join(open_)
print(json.dumps([word for word in sorted(hidden) if len(word) > 8 and word not in everything]))
"""
TOKEN = """
from django.utils import timezone
from commitments.api import tokens
from commitments.models import User
from commitments.enums import Scope
user = User.objects.get(username={name!r})
print(tokens.create_token(user, days=7, now=timezone.now(), scopes=list(Scope)))
"""
# Half of the time for each: what the description says of one address, and where its links lead.
PHASES = ("examples,coverage,fuzzing", "stateful")
# Below what the API lets a token ask.
PACE = ("--rate-limit", "550/m")
GENERATED = re.compile(r"^ *[1-9][\d,]* generated", re.MULTILINE)
CONFIG = str(Path(__file__).with_name("schemathesis.toml"))
PROGRAM = str(Path(sys.executable).with_name("schemathesis"))


def verdict(seconds: float, seed: int = 7) -> Verdict:
    """Ask what the description allows and forbids for so long, half of it as each role."""
    found, told = list[str](), []
    with stand(HOME_COUNTRY="KR") as copy:
        for role in ROLES:
            name = next(one for one in copy.people if role in one)
            begun = len(copy.answered())
            words = copy.say(HIDDEN.format(name=name))
            token = copy.say(TOKEN.format(name=name))
            failures = held(copy.address, token, json.loads(words), seconds / len(ROLES), seed, *PACE)
            answered = copy.answered(begun)
            well = [one for one in answered if one.status < 400]
            taken = Counter(one.method for one in well)
            told.append(
                f"{name} {len(answered):,}, taken {taken['GET']:,} that read and"
                f" {len(well) - taken['GET']:,} that write, at {len({one.route for one in well})} addresses;"
                f" {len(json.loads(words))} hidden words"
            )
            found += [f"{name}: {line}" for line in (*failures, *broken(answered))]
            found += [] if taken["GET"] and json.loads(words) else [f"{name}: nothing was tried"]
    return Verdict(not found, f"requests: {'; '.join(told)}; {len(found)} findings", tuple(found))


def broken(answered: Sequence[Answered]) -> list[str]:
    """List what the server failed at; 503 says that the database was busy, and nothing was half done."""
    failed = Counter((one.method, one.route, one.status) for one in answered if one.status >= 500)
    return [f"{status} {method} {route} x{times}" for (method, route, status), times in failed.items()]


def held(address: str, token: str, hidden: Sequence[str], seconds: float, seed: int, *more: str) -> list[str]:
    """Hold the API at an address to its description with a token for so long; give what was found."""
    found = []
    # It is written when it is first asked for, which takes longer than schemathesis waits on a busy machine.
    urlopen(f"{address}/api/v1/schema/", timeout=120).close()
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "hidden.json"
        words.write_text(json.dumps(hidden))
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.security.leak",
            "HIDDEN": str(words),
        }
        asked = [
            PROGRAM,
            "--config-file",
            CONFIG,
            "run",
            f"{address}/api/v1/schema/",
            "--header",
            f"Authorization: Bearer {token}",
        ]
        asked += ["--max-time", str(max(1, int(seconds / len(PHASES)))), "--seed", str(seed), "--no-color"]
        asked += ["--warnings", "off", "--generation-database", "none", *more]
        for phases in PHASES:
            done = subprocess.run(
                [*asked, "--continue-on-failure", "--phases", phases],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=seconds * 5 + 300,
                check=False,
            )
            if done.returncode or not GENERATED.search(done.stdout):
                found.append(f"{done.stdout[-20_000:]}{done.stderr[-2_000:]}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Print what was asked and what was found; exit 1 where anything was."""
    parser = argparse.ArgumentParser(prog="bin/prove api", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    came = verdict(options.minutes * 60, options.seed)
    print("\n".join((came.figures, *came.found)))
    return 0 if came.is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
