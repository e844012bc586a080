# SPDX-License-Identifier: Apache-2.0
# make run    installs what is missing, builds, translates a message of golden/ and hands it to the spool
# make test   every test; installs what the tests need
# make chaos SEED=1 KILLS=100   kills an outbox under load again and again, then the service itself, so many times each, and
#             says what is lost or double
# make docs   makes the pages anew that come from the tables in xslt/
# make sanitize   the tests under the address and thread sanitizers, the cases of golden/ under valgrind
# make fuzz SECONDS=60 TARGETS="melding zip"   the fuzzer, so long on each target; without TARGETS on all
# make bench      measures beside the peers, and writes the figures into docs/performance.md; BENCH=--short for a short run
# make soak MINUTES=60 RATE=20    the service under so many messages a second, and what it holds each minute
# make order      what a translation runs through, for the linker to lay side by side: packaging/arkivbro.order
# make deb        a Debian package of the program, in out/: binary, systemd unit, settings and docs

SWIFT ?= swift
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BIN := .build/release/arkivbro
CASE := golden/0018-likt-ephorte/input.xml

# The Swift runtime goes into the binary: it then needs the four C libraries and nothing else. Nobody links with a program:
# without its names it needs 4 MB less memory, and with the relocations in few bytes (glibc 2.36) another 3 MB.
RELR := $(shell getconf GNU_LIBC_VERSION 2>/dev/null | awk -F'[ .]' '$$2 > 2 || $$3 >= 36 {print "-Xlinker -z -Xlinker pack-relative-relocs"}')
# What a translation runs through lies side by side in it (packaging/order): 4 MB less again.
LINK := -Xlinker --no-export-dynamic -Xlinker "--symbol-ordering-file=$(CURDIR)/packaging/arkivbro.order" \
    -Xlinker --no-warn-symbol-ordering $(RELR)
RELEASE := -c release -Xswiftc -static-stdlib -Xswiftc -use-ld=lld -Xlinker -s $(LINK)
# With the names of its functions, for valgrind; its reader of debug information gives up on that of lld.
SYMBOLS := $(subst -Xlinker -s,-Xlinker --strip-debug,$(RELEASE))

SECONDS ?= 60
SEED ?= 1
KILLS ?= 100
MINUTES ?= 60
RATE ?= 20
TARGETS ?=
BENCH ?=
VENV := .build/venv

.PHONY: run deb order build test lint chaos sanitize fuzz bench soak docs format deps deps-test clean

run: build
	rm -rf out
	$(BIN) convert $(CASE) --output-dir out
	$(BIN) send $(CASE) --transport spool --spool-dir out/spool --state-dir out/state
	@echo
	@find out -type f | LC_ALL=C sort

build: deps
	$(SWIFT) build $(RELEASE) --product arkivbro

deb: build
	packaging/deb $(BIN) out

test: deps-test lint
	$(SWIFT) build --build-tests
	.ci/tests .build/tests.log $(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Plugins Sources Tests Fuzz Benchmarks

chaos: deps
	$(SWIFT) build --product kaos
	$(SWIFT) build --product arkivbro
	.build/debug/kaos utboks $(KILLS) $(SEED)
	.build/debug/kaos tjeneste $(KILLS) $(SEED)

# The tests under the address and leak sanitizers, then under the thread sanitizer, but for those that bound the memory of a
# program, fill a disk, or look on at what the program asks of the system; then every case of golden/ under valgrind, which
# sees what the libraries do with memory as well. One test at a time: a sanitizer makes them so slow that what they wait for
# beside each other does not come in time.
UNSANITIZED := AvbruddTests|AngrepTests|MinneTests|DraptTests|memoryDoesNotGrowWithTheMessage|whatIsAnsweredForIsOnTheDisk
sanitize: deps-test
	ASAN_OPTIONS="suppressions='$(CURDIR)/.ci/asan.supp'" \
	LSAN_OPTIONS="suppressions='$(CURDIR)/.ci/lsan.supp'" ARKIVBRO_PROPERTY_COUNT=200 $(SWIFT) test --sanitize=address \
	    --no-parallel --scratch-path .build-asan --skip '$(UNSANITIZED)'
	TSAN_OPTIONS="suppressions='$(CURDIR)/.ci/tsan.supp'" ARKIVBRO_PROPERTY_COUNT=100 $(SWIFT) test --sanitize=thread \
	    --no-parallel --scratch-path .build-tsan --skip '$(UNSANITIZED)'
	@.ci/install valgrind
	$(SWIFT) build $(SYMBOLS) --product arkivbro
	valgrind --quiet --error-exitcode=1 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
	    $(BIN) golden

fuzz: deps
	Fuzz/run $(SECONDS) $(TARGETS)

bench: deps-test $(VENV)
	@.ci/install time
	for product in arkivbro benchmark benchmark-floor; do $(SWIFT) build $(RELEASE) --product $$product || exit; done
	.build/release/benchmark --arkivbro $(BIN) --python $(VENV)/bin/python3 --write docs/performance.md $(BENCH)

order: deps
	@.ci/install valgrind
	$(SWIFT) build $(SYMBOLS) --product arkivbro
	packaging/order $(BIN) $(CASE)

soak: deps
	for product in arkivbro benchmark; do $(SWIFT) build $(RELEASE) --product $$product || exit; done
	folder=$$(mktemp -d) && .build/release/benchmark soak $(BIN) $$folder $(MINUTES) $(RATE) && rm -r $$folder

# Only to measure against.
$(VENV):
	python3 -m venv $@ || { .ci/install python3-venv && python3 -m venv $@; }
	$@/bin/pip install --quiet lxml

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Plugins Sources Tests Fuzz Benchmarks

docs: deps-test
	xsltproc --nonet docs/funn.xsl xslt/funn.xml > docs/funn.md
	xsltproc --nonet docs/innstillinger.xsl xslt/innstillinger.xml > docs/innstillinger.md
	xsltproc --nonet docs/mapping/bestedu-til-arkivmelding.xsl xslt/felttabell.xml > docs/mapping/bestedu-til-arkivmelding.md
	xsltproc --nonet docs/mapping/arkivmelding-til-bestedu.xsl xslt/felttabell.xml > docs/mapping/arkivmelding-til-bestedu.md
	xsltproc --nonet docs/mapping/kodetabeller.xsl xslt/felles/kodetabeller.xsl > docs/mapping/kodetabeller.md

# What the program is built with.
deps:
	@.ci/install libxml2-dev libxslt1-dev libarchive-dev libsqlite3-dev pkg-config

# What the tests judge us by, beside that: the libraries' own command-line tools, and another malloc.
deps-test: deps
	@.ci/install libxml2-utils xsltproc libjemalloc2 curl python3

clean:
	rm -rf .build .build-asan .build-tsan .build-fuzz out
