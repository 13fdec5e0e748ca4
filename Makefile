# Everything is built once, tests included, in one configuration: release (docs/decisions/0006).
.POSIX:
SWIFT = swift
SCRATCH = .build
PREFIX = /usr/local
PYTHON = .venv/bin/python
# Every import has to be declared in Package.swift.
BUILD = $(SWIFT) build -c release --scratch-path $(SCRATCH) --explicit-target-dependency-import-check error
BINARY = $(SCRATCH)/release/tillwatch
# Tests that ask Python for a second opinion find the one that has its packages; without them they would be skipped.
WITH_PYTHON = PATH="$$PWD/.venv/bin:$$PATH"
UNIT = $(WITH_PYTHON) $(SWIFT) test -c release --scratch-path $(SCRATCH) --skip-build

.PHONY: all setup build demo test unit end-to-end lint bench nightly install clean

all: build

# Only what is missing.
setup:
	sh Scripts/setup.sh

build:
	$(BUILD) --build-tests

demo: setup build
	TILLWATCH_BINARY=$(BINARY) sh Scripts/demo.sh

test: setup build unit end-to-end

unit: build
	$(UNIT)

end-to-end: build
	TILLWATCH_BINARY=$(BINARY) $(PYTHON) -m pytest Tests

lint:
	sh Scripts/lint.sh

# Beside others that do the same, in turn; BENCH takes options, as in BENCH='--only J1 --rounds 3'.
bench: setup
	TILLWATCH_BENCHMARKS=1 $(BUILD)
	TILLWATCH_BINARY=$(BINARY) DETECTOR_BENCHMARK=$(SCRATCH)/release/detector-benchmark $(PYTHON) -m Benchmarks $(BENCH)

# The long loops; each of them prints the seed that repeats it.
nightly: setup build
	TILLWATCH_HISTORIES=2000 TILLWATCH_SCALE=1 TILLWATCH_RATES=1 TILLWATCH_FUZZ=200000 \
		TILLWATCH_CRASHES=10000 $(UNIT)
	TILLWATCH_BINARY=$(BINARY) TILLWATCH_HISTORIES=20000 TILLWATCH_KILLS=500 TILLWATCH_RETENTIONS=1000 TILLWATCH_DAYS=1 $(PYTHON) -m pytest Tests
	for way in off portable sse2; do \
		TILLWATCH_LINE_INDEX=$$way $(UNIT) --filter "FeedsTests|DelimitedTests|PipelineTests" || exit 1; \
		TILLWATCH_LINE_INDEX=$$way TILLWATCH_BINARY=$(BINARY) $(PYTHON) -m pytest Tests || exit 1; done
	sh Scripts/fuzz_all.sh 600

install: build
	DESTDIR="$(DESTDIR)" sh Scripts/install.sh $(BINARY) "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf $(SCRATCH) .build-bench .venv
