"""``python -m bench NAME``: run one benchmark. Each is a module of this folder with a ``main(arguments)``."""

import sys
from importlib import import_module
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run the benchmark named first, with the other arguments; return its exit code."""
    names = sorted(
        path.stem
        for path in Path(__file__).parent.glob("[a-z]*.py")
        if "\ndef main(" in path.read_text("utf-8")
    )
    if not arguments or arguments[0] not in names:
        print(f"usage: python -m bench {{{','.join(names)}}} [arguments]", file=sys.stderr)
        return 2
    exit_code: int = import_module(f"bench.{arguments[0]}").main(arguments[1:])
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
