#!/usr/bin/env python3
"""Fails on an #include that goes against the layers (CONTRIBUTING.md, "Layers"), and on a library used outside its room.

Usage: check_layers.py [ROOT]. Prints each wrong arrow as file:line.
"""
import pathlib
import re
import sys

# A folder may include itself and what is listed. X stands for one service; the more specific row wins.
COMMON = ["common/base", "common/call", "common/crypto", "common/audit", "common/fhir", "common/log", "common/auth", "common/redis",
          "common/store", "common/rpc", "common/service"]
ALLOWED = {
    "common/base": [],
    "common/call": ["common/base"],
    "common/crypto": ["common/base", "common/call"],
    "common/audit": ["common/base", "common/call", "common/crypto"],
    "common/fhir": ["common/base"],
    "common/log": ["common/base", "common/call"],
    "common/auth": ["common/base", "common/call", "common/log"],
    "common/redis": ["common/base", "common/log"],
    "common/store": ["common/base", "common/call", "common/crypto", "common/audit", "common/log", "common/redis"],
    "common/rpc": ["common/base", "common/call", "common/audit", "common/auth", "common/crypto", "common/log", "proto:common",
                   "proto:grpc"],
    "common/service": COMMON + ["proto:common"],
    "services/X/domain": ["common/base", "common/call"],
    "services/X/store": ["services/X/domain", "common/base", "common/call", "common/crypto", "common/redis", "common/store",
                         "proto:storage"],
    "services/X/search": ["services/X/domain", "common/base"],
    "services/X/rendering": ["services/X/domain", "common/base", "common/crypto"],
    "services/X/rpc": ["services/X/domain", "common/base", "common/call", "common/auth", "common/crypto", "common/fhir",
                       "common/rpc", "proto:common", "proto:X"],
    "services/X/clients": ["services/X/domain", "common/base", "common/call", "common/rpc", "proto:common", "proto:peer"],
    "services/X": ["services/X/domain", "services/X/store", "services/X/search", "services/X/rendering", "services/X/rpc",
                   "services/X/clients"] + COMMON,
    "services/cli": ["common/base", "common/call", "common/audit", "common/auth", "common/crypto", "common/log", "common/redis", "common/rpc",
                     "services/cli", "proto:common", "proto:peer", "proto:grpc"],
}
# Libraries that have one room, by the start of the include.
ROOMS = {
    "hiredis": ["common/redis/connection.cc", "common/redis/protocol.cc"],
    "sodium": ["common/crypto/", "common/redis/"],
    "xapian": ["services/content/search/"],
    "glib": ["services/messaging/domain/plain_words.cc"],
    "cairo": ["services/content/rendering/"],
    "pango": ["services/content/rendering/"],
    "fontconfig": ["services/content/rendering/"],
    "qpdf": ["services/content/rendering/"],
    "cjose": ["common/auth/"],
    "openssl/": ["common/rpc/pem.cc", "common/crypto/sha256.cc"],
    "grpcpp/": ["common/rpc/", "common/service/", "services/X/rpc/", "services/X/clients/", "services/X/main.cc", "services/cli/"],
    "google/protobuf": ["common/store/", "common/rpc/", "services/X/rpc/", "services/X/store/", "services/X/clients/", "services/cli/"],
    "spdlog": ["common/log/"],
    "CLI/": ["common/service/", "services/X/settings.cc", "services/cli/"],
}
SERVICES = ["content", "journal", "messaging"]
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')


def room_of(path):
    """The row of the table that a file belongs to, and its service if it is of one."""
    parts = path.split("/")
    if parts[0] == "common":
        return "/".join(parts[:2]), None
    if parts[1] == "cli":
        return "services/cli", None
    layer = parts[2] if len(parts) > 3 else None
    return ("services/X/" + layer if layer else "services/X"), parts[1]


def target_of(include, service):
    """What an include refers to, in the words of the table; None for what is not ours."""
    proto = re.match(r"careloop/(\w+)/v1/", include)
    if proto:
        package = proto.group(1)
        return "proto:common" if package in ("common", "admin", "audit") else "proto:X" if package == service else "proto:peer"
    if include.startswith(("grpc/health/", "google/rpc/")):
        return "proto:grpc"
    if include.startswith("services/") and include.endswith(".pb.h"):
        return "proto:storage"
    if not include.startswith(("common/", "services/")):
        return None
    room, owner = room_of(include)
    return room if owner in (None, service) else include


def wrong_arrows(root, path):
    room, service = room_of(path)
    allowed = [room] + ALLOWED[room]
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        include = match.group(1)
        target = target_of(include, service)
        if target is not None and target not in allowed:
            yield f"{path}:{number}: {room} may not include {include}"
        for library, rooms in ROOMS.items():
            homes = [r.replace("X", s) for r in rooms for s in SERVICES]
            if include.startswith(library) and not path.startswith(tuple(homes)):
                yield f"{path}:{number}: {library} belongs to {', '.join(rooms)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    files = [str(p.relative_to(root)) for top in ("common", "services") for p in sorted((root / top).rglob("*"))
             if p.suffix in (".h", ".cc")]
    if not files:
        sys.exit("no sources found; run it from the top of the repository")
    wrong = [problem for path in files for problem in wrong_arrows(root, path)]
    print("\n".join(wrong) if wrong else f"{len(files)} files keep to the layers")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
