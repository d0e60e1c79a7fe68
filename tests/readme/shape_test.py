#!/usr/bin/env python3
"""Does shape.py find what differs, and only that?"""
from shape import missing_from

PRINTED = """
1. Records.  [0.9 ms]
    patients/p/entries/7, 2026-11-23 08:46:55 +00:00 Etc/UTC, by Demo Patient
    shares/6vahbyaq1p8mw9qg25xpt0e60f
    one line
    another line
2. Reads.  [12 ms after the OK]
"""


def expect(missing, shown):
    found = missing_from(PRINTED, shown)
    assert found == missing, f"{shown!r}: expected {missing!r}, got {found!r}"


expect(None, PRINTED)
expect(None, "1. Records.  [88.1 ms]\n\npatients/p/entries/1, 2020-01-01 00:00:00 +01:00 Europe/Madrid, by Demo Patient")
expect(None, "1. Records.  [1 ms] ...\n2. Reads.  [1.0 ms after the OK]")
expect(None, "one line\n...\n2. Reads.  [1.0 ms after the OK]")
expect("2. Reads.  [N ms after the OK]", "1. Records.  [1 ms]\n2. Reads.  [1.0 ms after the OK]")
expect("another line", "another line\nanother line")
expect("no line", "...\nno line")
expect("one line", "another line\n...\none line")
