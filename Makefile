# The commands: run, test, check, bench, train, install. All of them set up what they need, once.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
OFFICE := libreoffice-writer-nogui libreoffice-impress-nogui

.PHONY: run test check bench train train-check install lint clean

run: install  ## ingest documents/ if nothing is published yet, and serve the page
	@scripts/system-packages tesseract-ocr tesseract-ocr-ara || echo "Without them, scanned documents are refused."
	@$(BIN)/hiwar ingest --if-empty documents || [ $$? -eq 1 ]  # a refused document keeps no other one from answering
	@$(BIN)/hiwar serve

test: .venv/.installed-dev  ## run every test
	@scripts/system-packages chromium fonts-noto-core tesseract-ocr tesseract-ocr-ara
	@scripts/system-packages $(OFFICE) || echo "Without them, the tests of .doc, .odt, .rtf, .ppt and .odp are skipped."
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check:  ## ruff, strict types, the flow rule, the trained weights, and every test
	@$(MAKE) --jobs 2 lint train-check
	@$(MAKE) test

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

train: .venv/.installed-dev  ## fit all trained parts from training/data: the heads in a minute, the reader in hours
	$(BIN)/python -m training.heads
	$(BIN)/python -m training.reader

train-check: .venv/.installed-dev  ## fit the heads again and compare, and check the card of the reader
	$(BIN)/python -m training.heads --check
	$(BIN)/python -m training.reader --check

bench: install  ## the speed benchmarks, as ratios
	$(BIN)/python -m benchmarks.speed

install: .venv/.installed

.venv/bin/pip:
	@scripts/system-packages python3-venv
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/pip install --disable-pip-version-check --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/.installed-dev: pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/pip install --disable-pip-version-check --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ .venv/.installed

clean:  ## forget the virtual environment; the data stay
	rm -rf .venv
