#!/bin/sh
# Format, imports and syntax. Changes nothing.
set -eu
cd "$(dirname "$0")/.."
swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks
python3 Scripts/check_imports.py
for script in Scripts/*.sh; do sh -n "$script"; done
bash -n .ci/run
python3 - <<'PYTHON'
# Compiled in memory, so that nothing is written beside the sources.
import ast, pathlib
for folder in ("Benchmarks", "Scripts", "Tests", "fixtures"):
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), str(path))
PYTHON
echo "lint: clean"
