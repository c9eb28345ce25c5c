# Every habit of this project. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check fix journeys faults bench manage docs lock embedded development measuring

# A recipe line per habit: make runs it in one shell, and `exec` lets the program take that shell's place.
IN_STACK := exec .venv/bin/python scripts/stack.py exec --
ARGS ?=

help: ## list the habits
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: embedded ## serve everything on PORT (8000), data in STATE_DIR (var); Ctrl-C stops it
	@exec .venv/bin/python scripts/stack.py run

test: development ## the checks, then every test, browser journeys included
	@$(IN_STACK) sh -c 'python scripts/check.py && exec python scripts/suite.py -n 2 --dist loadgroup tests --ignore=tests/bench $(ARGS)'

check: development ## linters, types, import contracts, templates, missing migrations
	@$(IN_STACK) python scripts/check.py

fix: development ## let the linters mend what they can
	@.venv/bin/ruff check --fix-only --quiet . ; exec .venv/bin/ruff format .

journeys: development ## the browser journeys alone
	@$(IN_STACK) python scripts/suite.py tests/journeys $(ARGS)

faults: development ## kill every process under load, again and again: make faults ARGS="--rounds 20 --seed 7"
	@$(IN_STACK) python -m tests.faults $(ARGS)

bench: measuring ## the benchmarks, as a table and in var/bench.json
	@exec .venv-bench/bin/python scripts/stack.py exec --durable -- python -m tests.bench $(ARGS)

manage: embedded ## a management command on the running system: make manage ARGS="doctor"
	@exec .venv/bin/python manage.py $(ARGS)

docs: development ## where to read: the pages of docs/
	@grep -rm1 '^# ' README.md DEVELOPERS.md docs --include='*.md' | sed 's/:# /  /'

lock: development ## lock the dependencies again after a change of pyproject.toml
	@exec .venv/bin/python scripts/lock.py

measuring:
	@python=$$(sh scripts/find_python.sh) && "$$python" scripts/environment.py bench

embedded development:
	@python=$$(sh scripts/find_python.sh) && "$$python" scripts/environment.py $@
