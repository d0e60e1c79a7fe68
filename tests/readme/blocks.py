"""The code of README.md: its indented blocks and its fenced ones, in order."""
import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Block:
    line: int  # of its first line in the file, from 1
    language: str  # of a fence; "" for an indented block
    text: str


def blocks_of(markdown):
    lines = markdown.splitlines()
    at = 0
    while at < len(lines):
        fence = re.match(r"```(\w*)$", lines[at])
        starts = fence or (lines[at].startswith("    ") and (at == 0 or not lines[at - 1].strip()))
        if not starts:
            at += 1
            continue
        end = _end_of_fence(lines, at + 1) if fence else _end_of_indented(lines, at)
        body = lines[at + 1:end] if fence else [line[4:] for line in lines[at:end]]
        yield Block(at + 1 + bool(fence), fence.group(1) if fence else "", "\n".join(body).rstrip() + "\n")
        at = end + 1


def _end_of_fence(lines, at):
    while lines[at] != "```":
        at += 1
    return at


# The first line that is neither blank nor indented.
def _end_of_indented(lines, at):
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith("    ")):
        at += 1
    return at
