#!/usr/bin/env python3
"""Runs what README.md tells its reader to run, as it stands there, on the build at hand.

Usage: readme_test.py SOURCE_DIR BINARY_DIR TEST. Each public function of Tests is one test. Leaves with 77 where npm packages are needed
that tests/npm/install has not installed.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from blocks import blocks_of
from shape import missing_from

LIMIT_S = 90
# What starts a block that is for the reader, or that another gate runs: .ci/run the first, people the pictures.
NOT_RUN_HERE = ["deploy/quickstart ", "   portal back end"]
START = "build/release/bin/careloop dev --json"
LOOP = "1. The patient agrees"
COMMANDS = "build/release/bin/careloop journal record"
BUF = "buf curl"
PROGRAM = "import grpc from"


class Reader:
    """Somebody at the top of a checkout that holds the build at hand as its release build."""

    def __init__(self, source, binary):
        self.source = source
        self.text = (source / "README.md").read_text()
        self.blocks = list(blocks_of(self.text))
        self.scratch = tempfile.TemporaryDirectory(prefix="careloop-readme-")
        self.top = pathlib.Path(self.scratch.name)
        for entry in source.iterdir():
            if entry.name not in (".git", "build", "node_modules"):
                (self.top / entry.name).symlink_to(entry)
        (self.top / "build").mkdir()
        (self.top / "build/release").symlink_to(binary)

    def block(self, start):
        found = [b.text for b in self.blocks if b.text.startswith(start)]
        assert len(found) == 1, f"README.md has {len(found)} blocks that start with '{start}'"
        return found[0]

    def phrase(self, pattern):
        """What a group of a pattern stands for in the prose."""
        found = re.findall(pattern, self.text)
        assert len(found) == 1, f"README.md says /{pattern}/ {len(found)} times"
        return found[0]

    def use_npm_packages(self):
        modules = self.source / "build/npm/node_modules"
        if not modules.is_dir():
            print("SKIPPED: tests/npm/install has not been run")
            sys.exit(77)
        (self.top / "node_modules").symlink_to(modules)

    def run(self, script):
        """What it prints. Everything that it starts is gone afterwards."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CARELOOP_")}
        environment["PATH"] = f"{self.top}/node_modules/.bin:{environment['PATH']}"
        # A failure of what runs in the background, before the stack answers, must not leave the script waiting for it.
        stop = "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n"
        shell = subprocess.Popen(["bash", "-euo", "pipefail", "-c", stop + script], cwd=self.top, env=environment,
                                 stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            printed, _ = shell.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(shell.pid, signal.SIGKILL)
            raise
        print(printed)
        assert shell.returncode == 0, f"exit code {shell.returncode} of:\n{script}"
        return printed

    def after_start(self, *starts):
        return self.run("\n".join([self.block(START)] + [self.block(start) for start in starts]))


class Tests:
    """The names are those of ctest."""

    def __init__(self, reader):
        self.reader = reader

    def every_block_is_run(self):
        known = [START, LOOP, COMMANDS, BUF, PROGRAM] + NOT_RUN_HERE
        for block in self.reader.blocks:
            assert block.text.startswith(tuple(known)), f"README.md:{block.line}: no test runs this block"

    def the_loop_prints_what_is_shown(self):
        printed = self.reader.run("build/release/bin/careloop dev --tour --once")  # how deploy/quickstart ends
        missing = missing_from(printed, self.reader.block(LOOP))
        assert missing is None, f"README.md shows what is not printed there: {missing}"

    def the_command_line_calls_are_answered(self):
        lists = """
            build/release/bin/careloop journal list --json >entries.json
            build/release/bin/careloop messages threads --json >threads.json
        """
        printed = self.reader.run("\n".join([self.reader.block(START), self.reader.block(COMMANDS), lists]))
        entry, = json.loads((self.reader.top / "entries.json").read_text())["entries"]
        thread, = json.loads((self.reader.top / "threads.json").read_text())["threads"]
        for name in entry["name"], thread["name"]:
            assert name in printed, f"{name} was not printed"
        assert entry["grades"], "what the README records has no grade"

    def the_buf_call_is_answered(self):
        self.reader.use_npm_packages()
        printed = self.reader.after_start(COMMANDS, BUF)
        thread, = json.loads(printed[printed.rindex('{\n  "threads"'):])["threads"]
        assert thread["lastMessageNumber"] == 1, thread

    def the_node_program_is_answered(self):
        self.reader.use_npm_packages()
        file, command = self.reader.phrase(r"saved as `(\S+)` [^`]* `(node \S+)`")
        (self.reader.top / file).write_text(self.reader.block(PROGRAM))
        printed = self.reader.run("\n".join([self.reader.block(START), self.reader.block(COMMANDS), command]))
        assert printed.endswith(": 1 messages, 0 unread\n"), "the program does not print the thread"

    def the_npm_packages_are_those_tried(self):
        named = set(self.reader.phrase(r"`npm install --no-save ([^`]*)`").split()) | {self.reader.phrase(r"npm: `([^`]*)`")}
        tried = json.loads((self.reader.source / "tests/npm/package.json").read_text())["dependencies"]
        assert named == set(tried), f"README.md names {sorted(named)}, tests/npm has {sorted(tried)}"


def main():
    source, binary, test = sys.argv[1:]
    getattr(Tests(Reader(pathlib.Path(source), pathlib.Path(binary))), test)()


if __name__ == "__main__":
    main()
