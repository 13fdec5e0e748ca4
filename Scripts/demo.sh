#!/bin/sh
# The way through on the shipped fixtures: a chain's exports are scanned, alerts are delivered over HTTP to a receiver,
# verified there, and shown. Works in a temporary folder and leaves nothing behind.
set -eu
cd "$(dirname "$0")/.."
tillwatch=${TILLWATCH_BINARY:-.build/release/tillwatch}
python=.venv/bin/python
folder=$(mktemp -d)
receiver=""

stop_receiver() {
    [ -n "$receiver" ] || return 0
    kill "$receiver" 2>/dev/null || true
    wait "$receiver" 2>/dev/null || true
    receiver=""
}
clean_up() {
    code=$?
    stop_receiver
    rm -rf "$folder"
    [ "$code" -eq 0 ] || echo "demo: FAILED (exit code $code)" >&2
    exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '  $ tillwatch %s\n' "$*"; }
[ -t 1 ] || step() { printf '\n%s\n' "$*"; }

step "1. A chain's exports: 12 stores, six weeks, one CSV a day, made up by fixtures/make_chain.py"
"$python" fixtures/make_chain.py --out "$folder/exports"
ls "$folder/exports" | sed -n '1,3p; 4s/.*/…/p' | sed 's/^/  /'
cat "$folder"/exports/*.csv | wc -l | sed 's/^ */  lines: /'

step "2. Keys: one that turns buyer tokens into pseudonyms, one that signs alerts"
show "key new --out token.key"
"$tillwatch" key new --out "$folder/token.key"
show "key new --webhook --out webhook.secret"
"$tillwatch" key new --webhook --out "$folder/webhook.secret"

step "3. The rule pack, checked together with the catalogue"
show "rules check rules/packs/eu-baseline.yaml --catalogue fixtures/catalogue.csv"
"$tillwatch" rules check rules/packs/eu-baseline.yaml --catalogue fixtures/catalogue.csv

step "4. The contact point's receiver, on this machine"
show "receive --store received.ndjson --secret-file webhook.secret --listen 127.0.0.1:0"
: > "$folder/receiver.log" # there before anything is looked for in it
"$tillwatch" receive --store "$folder/received.ndjson" --secret-file "$folder/webhook.secret" --listen 127.0.0.1:0 \
    2>"$folder/receiver.log" &
receiver=$!
# Up to ten seconds for the line that says the port.
url=""
tries=0
while [ -z "$url" ] && [ "$tries" -lt 100 ]; do
    url=$(sed -n 's/.*listening on \(http:[^ ,]*\).*/\1/p' "$folder/receiver.log")
    if [ -z "$url" ]; then
        kill -0 "$receiver" 2>/dev/null || { cat "$folder/receiver.log" >&2; exit 1; }
        tries=$((tries + 1))
        sleep 0.1
    fi
done
[ -n "$url" ] || { echo "the receiver does not listen" >&2; exit 1; }
echo "  listening on $url"

scan() {
    "$tillwatch" scan --rules rules/packs/eu-baseline.yaml --catalogue fixtures/catalogue.csv --feed fixtures/feed.yaml \
        --journal "$folder/journal.sqlite" --token-key-file "$folder/token.key" \
        --deliver "$url" --secret-file "$folder/webhook.secret" --summary-json "$folder/summary.json" \
        --quarantine "$folder/quarantine.ndjson" --format ndjson "$folder"/exports/*.csv >"$folder/events.ndjson"
}
step "5. The scan: watched sales are found, scored, and alerts sent as signed webhooks by libcurl"
show "scan --rules … --catalogue … --feed … --journal journal.sqlite --token-key-file token.key --deliver $url --secret-file webhook.secret exports/*.csv"
scan

step "6. The same files again: nothing new, nothing sent twice"
scan
[ ! -s "$folder/events.ndjson" ] || { echo "a second scan sent something" >&2; exit 1; }

step "7. What the receiver holds: signatures checked, and every alert recomputed from what it carries"
stop_receiver
show "verify received.ndjson --secret-file webhook.secret"
"$tillwatch" verify "$folder/received.ndjson" --secret-file "$folder/webhook.secret" --format table

step "8. The alerts that stand (the first twenty)"
show "alerts list --journal journal.sqlite --format table"
"$tillwatch" alerts list --journal "$folder/journal.sqlite" --format table >"$folder/alerts.txt"
head -n 21 "$folder/alerts.txt"
echo "  … $(($(wc -l <"$folder/alerts.txt") - 1)) in all"

step "9. One of them, as the person sees it who has to decide"
subject=$("$python" - "$folder/received.ndjson" <<'PYTHON'
import json, sys
# An alert that several rules made, else any.
events = [json.loads(json.loads(line)["body"]) for line in open(sys.argv[1], encoding="utf-8")]
chosen = max(events, key=lambda event: (len({one["rule"] for one in event["data"]["indicators"]}), event["subject"]))
print(chosen["subject"])
PYTHON
)
show "alerts show $subject --journal journal.sqlite"
"$tillwatch" alerts show "$subject" --journal "$folder/journal.sqlite" --format table

step "10. The journal alone gives the same ledger"
show "journal verify --journal journal.sqlite"
"$tillwatch" journal verify --journal "$folder/journal.sqlite"

step "done: $(wc -l <"$folder/received.ndjson") events were sent, received and verified"
