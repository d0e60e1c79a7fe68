#!/usr/bin/env python3
"""Reads `llvm-cov export --summary-only` and fails below the limits. Usage: check_coverage.py FILE."""
import json
import os
import sys

OVERALL = 90.0
# The disclaimer, and who may see what: every line.
COMPLETE = ["common/base/disclaimed", "common/rpc/educational", "common/auth/method_policy.h",
            "services/messaging/domain/access.", "services/journal/domain/journal_access."]


def percent(covered, count):
    return 100.0 * covered / count if count else 100.0


def main():
    files = {os.path.relpath(f["filename"]): f["summary"]["lines"] for f in json.load(open(sys.argv[1]))["data"][0]["files"]}
    failures = []
    for name, lines in sorted(files.items(), key=lambda item: percent(item[1]["covered"], item[1]["count"])):
        share = percent(lines["covered"], lines["count"])
        if share < OVERALL:
            print(f"{share:6.1f} %  {lines['count'] - lines['covered']:4} lines missed  {name}")
        if share < 100 and name.startswith(tuple(COMPLETE)):
            failures.append(f"{name}: {share:.1f} %, every line is needed")
    for start in COMPLETE:
        if not any(name.startswith(start) for name in files):
            failures.append(f"{start}: not measured; has it moved?")
    total = percent(sum(f["covered"] for f in files.values()), sum(f["count"] for f in files.values()))
    if total < OVERALL:
        failures.append(f"{total:.1f} % of the lines of common/ and services/, at least {OVERALL} % are needed")
    print(f"{total:.1f} % of {sum(f['count'] for f in files.values())} lines in {len(files)} files")
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()
