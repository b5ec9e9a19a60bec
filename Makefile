# make run: set up everything and start the archive. make test: set up everything and pass.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.done
TOGETHER := -n auto --dist loadfile

.PHONY: run test check lint setup lock clean

run: setup
	$(BIN)/foilog up

test: setup
	$(BIN)/pytest $(TOGETHER)

check: setup lint
	$(BIN)/pytest $(TOGETHER)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(SETUP)

# requirements-run.lock is the part of it that the container needs. The lock pins every package with its hashes; it names no index, so the machine's own settings apply.
$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "foilog needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --universal --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	echo hatchling | uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --no-annotate --universal --python-version 3.11 --constraints requirements.lock pyproject.toml - \
	  -o requirements-run.lock

clean:
	rm -rf .venv build dist
