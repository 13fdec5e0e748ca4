#!/bin/sh
# Prints the files of this repository from which the fuzzing of one decoder begins.
set -eu
cd "$(dirname "$0")/.."
case $1 in
feed-file) ls rules/feeds/*.yaml fixtures/feed.yaml ;;
pack) find rules/packs Tests/corpus/packs -name '*.yaml' ! -name '*.test.yaml' ;;
infer) find fixtures/feeds -type f ! -name '*.expected.csv' ! -name '*.totals.csv' ;;
dsfinvk) find fixtures/feeds/dsfinvk -name '*.csv' ;;
*) find fixtures/feeds -maxdepth 1 -type f -name "$1.*" ! -name '*.expected.csv' ! -name '*.totals.csv' ;;
esac
