#!/usr/bin/env python3
"""Fails where a disclaimer or a sponsor acknowledgement is put on a message by hand, and where a reply goes past the guard.

Both get onto a message of the contract in common/rpc/educational.h alone, from a Disclaimed value. Everywhere else a message
that was filled by hand could go out without them. Replies leave through common/rpc's call runner and streams, which check
them. Usage: check_disclaimer.py [ROOT]. Prints each place as file:line.
"""
import pathlib
import re
import sys

HOME = "common/rpc/educational.h"
BY_HAND = re.compile(r"\b(mutable|set_allocated|unsafe_arena_set_allocated)_disclaimer\s*\("
                     r"|\b(set|mutable|set_allocated)_sponsor_acknowledgement\s*\(")
# Fields may also be reached by their names.
BY_NAME = re.compile(r'FindFieldByName\(\s*"(disclaimer|sponsor_acknowledgement)"')
READS_BY_NAME = "common/rpc/educational.cc"
GUARDED = "common/rpc/"
PAST_THE_GUARD = re.compile(r"\bDefaultReactor\s*\(|\bStartWrite\w*\s*\(|(public|private)\s+grpc::Server\w*Reactor\b")


# What is sent as bytes is a KeptReply, which is made of a message that the guard has looked at.
BYTES_BY_HAND = re.compile(r"\bgrpc::(Slice|ByteBuffer)\s*(\w+\s*)?[({=;]|\bgrpc_slice\w*|\bgrpc_raw_byte_buffer\w*")


def places(root, path):
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        if path != HOME and BY_HAND.search(line):
            yield f"{path}:{number}: only {HOME} fills a disclaimer or an acknowledgement; use rpc::Stamp"
        if path != READS_BY_NAME and BY_NAME.search(line):
            yield f"{path}:{number}: only {READS_BY_NAME} looks these fields up by name"
        if not path.startswith(GUARDED) and PAST_THE_GUARD.search(line):
            yield f"{path}:{number}: replies leave through CallRunner::Unary, CallRunner::Stream or EventStream, which guard them"
        if not path.startswith(GUARDED) and BYTES_BY_HAND.search(line):
            yield f"{path}:{number}: bytes of a reply are made by KeptReply::Of alone, which guards them"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    files = [str(p.relative_to(root)) for top in ("common", "services") for p in sorted((root / top).rglob("*"))
             if p.suffix in (".h", ".cc")]
    if HOME not in files:
        sys.exit(f"{HOME} not found; run it from the top of the repository")
    if not BY_HAND.search((root / HOME).read_text()):
        sys.exit(f"{HOME} no longer fills a disclaimer; this check has to follow it")
    wrong = [place for path in files for place in places(root, path)]
    print("\n".join(wrong) if wrong else f"{len(files)} files leave disclaimers to {HOME}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
