# Two commands do all the set-up: `make demo` and `make test`. Each makes its own virtual environment.
PYTHON ?= python3
DEMO := .venv/demo
TEST := .venv/test
WORKERS ?= 2

.PHONY: demo test lint types unit clients bench docs clean

demo: $(DEMO)/ready
	$(DEMO)/bin/python examples/demo.py

test: lint types unit

lint: $(TEST)/ready
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .

types: $(TEST)/ready
	$(TEST)/bin/mypy

unit: $(TEST)/ready clients
	$(TEST)/bin/python -m pytest -n $(WORKERS) -q

# Real clients from their registries, for tests/clients. Each has an environment of its own.
clients: .venv/libjuju/ready .venv/classic054/ready .venv/node/ready .venv/deployer/ready .venv/pytest-jubilant/ready .venv/pytest-operator/ready

.venv/libjuju/ready: Makefile
	$(PYTHON) -m venv .venv/libjuju
	.venv/libjuju/bin/python -m pip install -q 'juju>=3.6,<3.7'
	@touch $@

# juju-deployer is tried on this jujuclient; what else it asks for is not needed by what is tried.
.venv/deployer/ready: Makefile
	$(PYTHON) -m venv .venv/deployer
	.venv/deployer/bin/python -m pip install -q --no-deps juju-deployer==0.11.0 six
	.venv/deployer/bin/python -m pip install -q -e .
	@touch $@

# Plugins that our own is tried beside; pytest-operator does not work with pytest 9.
.venv/pytest-jubilant/ready: Makefile
	$(PYTHON) -m venv .venv/pytest-jubilant
	.venv/pytest-jubilant/bin/python -m pip install -q -e '.[fake]' pytest-jubilant pytest-xdist pytest-randomly
	@touch $@

.venv/pytest-operator/ready: Makefile
	$(PYTHON) -m venv .venv/pytest-operator
	.venv/pytest-operator/bin/python -m pip install -q -e '.[fake]' pytest-operator 'pytest<9'
	@touch $@

# Peers of the benchmarks.
.venv/classic054/ready: Makefile
	$(PYTHON) -m venv .venv/classic054
	.venv/classic054/bin/python -m pip install -q jujuclient==0.54.0
	@touch $@

.venv/pytest-recording/ready: Makefile
	$(PYTHON) -m venv .venv/pytest-recording
	.venv/pytest-recording/bin/python -m pip install -q -e '.[fake]' pytest-recording
	@touch $@

.venv/jubilant/ready: Makefile
	$(PYTHON) -m venv .venv/jubilant
	.venv/jubilant/bin/python -m pip install -q jubilant
	@touch $@

.venv/node/ready: examples/other-clients/package.json
	@mkdir -p .venv/node
	cp examples/other-clients/package.json .venv/node/
	if command -v npm >/dev/null; then npm install --prefix .venv/node --no-audit --no-fund --silent; fi
	@touch $@

bench: $(TEST)/ready .venv/libjuju/ready .venv/classic054/ready .venv/jubilant/ready .venv/pytest-recording/ready
	$(TEST)/bin/python -m pip install -q -e '.[bench]'
	$(TEST)/bin/python -m benchmarks

docs: $(TEST)/ready
	$(TEST)/bin/python -m jujuclient.facades --markdown > docs/facades.md
	$(TEST)/bin/python -m fakejuju.coverage cassettes > fakejuju/data/recorded.json.part
	mv fakejuju/data/recorded.json.part fakejuju/data/recorded.json
	$(TEST)/bin/fakejuju coverage --markdown > docs/coverage.md
	$(TEST)/bin/python -m fakejuju.verify cassettes > docs/fidelity.md
	$(TEST)/bin/python docs/readme.py
	$(TEST)/bin/python docs/picture.py > docs/terminal.svg.part
	mv docs/terminal.svg.part docs/terminal.svg

$(DEMO)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed; set PYTHON=…")'
	@echo 'installing into $(DEMO), once: a minute or so'
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install -q -e '.[fake]'
	@touch $@

$(TEST)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed; set PYTHON=…")'
	@echo 'installing into $(TEST), once: some minutes'
	$(PYTHON) -m venv $(TEST)
	$(TEST)/bin/python -m pip install -q -e '.[test]'
	@touch $@

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
