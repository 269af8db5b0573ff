"""Every benchmark in turn: ``python -m benchmarks [--smoke] [--large] [--data DIR]``; each writes JSON too.

At full size this takes many minutes; ``--smoke`` runs the same code on small sizes in about one.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def commands(*, smoke: bool, large: bool, data: Path) -> dict[str, list[str]]:
    """Benchmark → its arguments."""
    real = ["--data", str(data)] if (data / "README.md").is_file() else []
    needs, documents = ("100", "2000") if smoke else ("10000", "1000000") if large else ("1000", "100000")
    return {
        "ingest": [*real, *(["--smoke"] if smoke else [])],
        "atlas": ["--smoke"] if smoke else ["--works", "100000", "1000000", *(["10000000"] if large else [])],
        "pages": ["--smoke"] if smoke else [],
        "name_search": [*real, *(["--smoke"] if smoke else [])],
        "matching_latency": ["--documents", *(["2000"] if smoke else ["100000", "1000000"])],
        "matching_all": ["--kill", "--needs", needs, "--documents", documents],
    }


def main() -> int:
    """Run them one after the other, each in a process of its own so that memory figures are its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--smoke", action="store_true", help="small sizes, to see that everything runs")
    parser.add_argument(
        "--large", action="store_true", help="ten million works, 10,000 needs × 1,000,000 documents"
    )
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    options = parser.parse_args()
    failed = []
    for name, arguments in commands(smoke=options.smoke, large=options.large, data=options.data).items():
        print(f"\n== {name} {' '.join(arguments)}", flush=True)
        outcome = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=False)
        if outcome.returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
