#!/usr/bin/env python3
"""Reads `llvm-cov export --summary-only`, prints the figures of each folder, and fails below the limits. Usage: check_coverage.py FILE."""
import collections
import json
import os
import sys

OVERALL = 90.0
# Where a line that no test runs could lose a disclaimer or show somebody what is not theirs: the start of the path, and why.
COMPLETE = {
    "common/base/disclaimed.": "the only type that becomes educational text",
    "common/rpc/educational.": "holds back what lacks its disclaimer",
    "common/auth/claims.": "whose token it is, and for how long",
    "common/auth/method_policy.h": "which roles may call",
    "common/auth/token_authenticator.": "whether a token is believed",
    "services/messaging/domain/access.": "which threads and teams are a caller's",
    "services/journal/domain/journal_access.": "which entries are",
}


class Lines:
    def __init__(self, files=()):
        self.count = sum(f["count"] for f in files)
        self.missed = self.count - sum(f["covered"] for f in files)

    def percent(self):
        return 100.0 * (self.count - self.missed) / self.count if self.count else 100.0

    def __str__(self):
        return f"{self.percent():6.1f} % of {self.count:6} lines, {self.missed:4} missed"


def folders_of(files):
    folders = collections.defaultdict(list)
    for name, lines in files.items():
        folders[os.path.dirname(name)].append(lines)
    return {name: Lines(lines) for name, lines in sorted(folders.items())}


def failures_of(files):
    for start, why in COMPLETE.items():
        names = [name for name in files if name.startswith(start)]
        if not names:
            yield f"{start}: not measured; has it moved?"
        for name in names:
            missed = Lines([files[name]]).missed
            if missed:
                yield f"{name}: {missed} lines missed, none may be: {why}"
    total = Lines(files.values())
    if total.percent() < OVERALL:
        yield f"{total.percent():.1f} % of the lines of common/ and services/, at least {OVERALL} % are needed"


def main():
    files = {os.path.relpath(f["filename"]): f["summary"]["lines"] for f in json.load(open(sys.argv[1]))["data"][0]["files"]}
    for name, lines in sorted(files.items()):
        if Lines([lines]).percent() < OVERALL:
            print(f"{Lines([lines])}  {name}")
    print()
    for name, lines in folders_of(files).items():
        print(f"{lines}  {name}/")
    print(f"\n{Lines(files.values())}  in {len(files)} files")
    failures = list(failures_of(files))
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()
