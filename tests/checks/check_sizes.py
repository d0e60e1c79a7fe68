#!/usr/bin/env python3
"""Fails on a source file of more than 400 lines. Usage: check_sizes.py [ROOT]."""
import pathlib
import sys

LIMIT = 400
TOPS = ("common", "services", "protos", "tests", "deploy", "cmake")
SUFFIXES = {".h", ".cc", ".lua", ".proto", ".py", ".cmake"}


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    sizes = {p: len(p.read_text().splitlines()) for top in TOPS for p in (root / top).rglob("*") if p.suffix in SUFFIXES}
    if not sizes:
        sys.exit("no sources found; run it from the top of the repository")
    large = [f"{p.relative_to(root)}: {lines} lines, at most {LIMIT}" for p, lines in sorted(sizes.items()) if lines > LIMIT]
    median = sorted(sizes.values())[len(sizes) // 2]
    print("\n".join(large) if large else f"{len(sizes)} files, median {median} lines, none over {LIMIT}")
    sys.exit(1 if large else 0)


if __name__ == "__main__":
    main()
