# make serve        run the desk (first time: makes .venv and installs)     ARGS="--port 9000" is passed on
# make test         core, wire, browser                                     ARGS="-k store" is passed on
# make test-phone   whole calls through a real Asterisk and SIPp            ARGS="-k zero"
# make engines      environments of the heavy engines, each proved with a local model (minutes, 3.7 GB)
# make tour         every door, scripted, into artefacts/tour               ARGS="--only form pen"
# make bench        latency, CPU and memory on real clips                   ARGS="--calls 4"
# make lint         types, so that every match over a union is exhaustive
# make clean        remove what make has made
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := serve
.PHONY: serve test test-phone engines tour bench lint clean tools phone-tools

ARGS ?=
# The first Python of at least 3.11; PYTHON=… names another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ROOT := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
TYPED := voicebot avatar ocr
# Status 5 says that a selection by ARGS has nothing in one of the two runs.
MAY_BE_EMPTY := $(if $(ARGS),|| [ $$? -eq 5 ])
# Node comes with the test packages: Debian's is too old for the JavaScript client that the tests use.
WITH_VENV := PATH="$(CURDIR)/$(BIN):$$PATH"

serve: $(VENV)/.installed
	@exec $(BIN)/voicebot serve $(ARGS)

bench: $(VENV)/.installed
	@exec $(BIN)/voicebot bench $(ARGS)

test: $(VENV)/.tested tools tests/node/node_modules/.done
	$(WITH_VENV) node --test tests/web/*.test.mjs
	$(WITH_VENV) OMP_NUM_THREADS=1 python -m pytest --ignore tests/browser -n 2 --dist loadfile $(ARGS) $(MAY_BE_EMPTY)
	$(WITH_VENV) OMP_NUM_THREADS=1 python -m pytest tests/browser -n 2 --dist loadfile $(ARGS) $(MAY_BE_EMPTY)

test-phone: $(VENV)/.tested phone-tools .asterisk/.done
	OMP_NUM_THREADS=1 ASTERISK=.asterisk $(BIN)/python -m pytest -s tests/telephony/calls.py $(ARGS)
	PHONE_CYCLES=500 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -s tests/edge/test_twilio.py -k leave_nothing_behind

tour: $(VENV)/.tested tools phone-tools .asterisk/.done
	$(WITH_VENV) OMP_NUM_THREADS=1 python -m tests.tour.run $(ARGS)

engines: .venv-speech/.installed .venv-ocr/.installed .venv-llm/.installed
	.venv-speech/bin/python docker/engines/whisper_base.py artefacts/engines/whisper-base
	OMP_NUM_THREADS=1 .venv-speech/bin/python -m pytest $(ARGS) tests/engines/prove_faster_whisper.py tests/engines/prove_sherpa.py tests/engines/prove_fine_tuning.py \
		tests/engines/prove_transformers.py tests/engines/prove_local_writer.py tests/engines/prove_speechbrain.py tests/engines/prove_coqui.py
	OMP_NUM_THREADS=1 .venv-ocr/bin/python -m pytest $(ARGS) tests/engines/prove_paddleocr.py
	OMP_NUM_THREADS=1 .venv-llm/bin/python -m pytest $(ARGS) tests/llm/prove_llama.py

lint: $(VENV)/.tested
	$(BIN)/python -m mypy $(TYPED)

clean:
	rm -rf $(VENV) .venv-speech .venv-ocr .venv-llm .asterisk artefacts tests/node/node_modules build *.egg-info .pytest_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "error: Python 3.11 or newer is needed; install it or set PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq python3-venv; } || \
	{ echo "error: this Python has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "installing the desk into $(VENV) (a minute or two, once)"
	$(BIN)/python -m pip install --quiet -e '.[phone,ocr,video,ingest]'
	@touch $@

$(VENV)/.tested: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e '.[phone,ocr,video,ingest,test]'
	@touch $@ $(VENV)/.installed

.asterisk/.done: tests/telephony/fetch_asterisk.sh
	@echo "fetching Asterisk into .asterisk (once)"
	bash tests/telephony/fetch_asterisk.sh .asterisk

.venv-%/.installed: docker/engines/%.txt docker/engines/install.sh pyproject.toml
	@echo "installing the $* engines into .venv-$* (minutes, once)"
	PYTHON=$(PYTHON) docker/engines/install.sh $* .venv-$*

phone-tools:
	@command -v sipp >/dev/null && exit 0; \
	command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || [ -n "$(ROOT)" ]; } || \
	{ echo "error: the phone's tests need SIPp (on Debian: sip-tester); install it and try again" >&2; exit 1; }; \
	echo "installing sip-tester"; $(ROOT) apt-get update -qq; \
	$(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sip-tester

# What the tests need beside Python, from Debian: a browser, ffmpeg, a font with Chinese characters, and a library
# that the browser's driver links to.
tools:
	@need=""; \
	command -v chromium >/dev/null || need="$$need chromium"; \
	ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || need="$$need fonts-noto-cjk"; \
	command -v ffmpeg >/dev/null || need="$$need ffmpeg"; \
	ls /usr/lib/*/libatomic.so.1 /usr/lib/libatomic.so.1 >/dev/null 2>&1 || ldconfig -p 2>/dev/null | grep -q libatomic.so.1 || need="$$need libatomic1"; \
	[ -n "$$need" ] || exit 0; \
	command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || [ -n "$(ROOT)" ]; } || \
	{ echo "error: the tests need$$need; install them and try again" >&2; exit 1; }; \
	echo "installing$$need"; \
	$(ROOT) apt-get update -qq; \
	$(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$need

tests/node/node_modules/.done: tests/node/package-lock.json | $(VENV)/.tested
	@$(WITH_VENV) npm ci --prefix tests/node --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@
