"""Runs the benchmarks: `python3 -m Benchmarks --help`."""

import argparse
import os
import sys

from . import delivering, detection, documents, growth, latency, prepare, results, screening
from .measure import Differs

JOBS = {
    "J1": screening.delimited,
    "J2": screening.objects,
    "J3": detection.judged,
    "J4": latency.alerted,
    "J5": delivering.courier,
    "J6": growth.grown,
    "J7": documents.poslog,
}


def main():
    parser = argparse.ArgumentParser(prog="python3 -m Benchmarks", description="How fast Tillwatch is, beside others that do the same work.")
    parser.add_argument("--only", metavar="J1,J3", default=",".join(JOBS), help="these parts; those not measured keep their figures")
    parser.add_argument("--rounds", type=int, help="how often each is run, in turn (7, or 3 with --quick)")
    parser.add_argument("--quick", action="store_true", help="less data; writes no page")
    parser.add_argument("--tillwatch", default=os.environ.get("TILLWATCH_BINARY"), help="the program; built where it is not given")
    parser.add_argument("--detector", default=os.environ.get("DETECTOR_BENCHMARK"), help="detector-benchmark; likewise")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    jobs = options.only.split(",")
    if unknown := set(jobs) - set(JOBS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(JOBS)}")
    prepare.environment()
    tools = prepare.Tools(tillwatch=prepare.program("tillwatch", options.tillwatch),
                          detector=prepare.program("detector-benchmark", options.detector) if "J3" in jobs else None,
                          rounds=options.rounds, quick=options.quick)
    prepare.data()
    for job in jobs:
        print(f"{job}:", file=sys.stderr)
        try:
            section = JOBS[job](tools)
        except Differs as difference:
            sys.exit(f"{job}: {difference}")
        print(f"\n## {section.title}\n", *section.lines, sep="\n")
        if not options.quick:
            results.keep(job, section, told(options), tools.rounds)
            results.publish()


def told(options) -> str:
    """How this was called, without where programs are."""
    only = "" if options.only == ",".join(JOBS) else f" --only {options.only}"
    return f"python3 -m Benchmarks --rounds {options.rounds}{only}"


if __name__ == "__main__":
    main()
