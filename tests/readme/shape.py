"""Does a program still print what a document shows of it? Ids, times and figures differ from run to run; dots stand for what is left out."""
import re

VARIES = [
    (r"\d+(\.\d+)? ms\b", "N ms"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d( [A-Z]\w*(/\w+)*)?", "TIME"),
    (r"\b(shares|threads|alerts)/[0-9a-z]{20,}", r"\1/ID"),
    (r"\bentries/\d+", "entries/N"),
]


def _normalised(text):
    for pattern, name in VARIES:
        text = re.sub(pattern, name, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def missing_from(printed, shown):
    """The first shown line that was not printed where it should be; None if all were.

    A line comes directly after the one before it, except after dots: then anywhere later. Dots may end a line or stand alone.
    """
    lines, at, free = _normalised(printed), 0, True
    for wanted in _normalised(shown):
        dots = wanted.endswith("...")
        text = wanted.removesuffix("...").rstrip()
        if text:
            found = next((i for i in range(at, len(lines)) if lines[i] == text), None)
            if found is None or (not free and found != at):
                return wanted
            at = found + 1
        free = dots
    return None
