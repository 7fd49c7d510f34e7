# Counterpart: `make serve` and `make test` do everything; the others are for daily work.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(shell . .ci/env && echo "$$PATH")

SOURCES := $(shell find src style public migrations -type f) Cargo.toml Cargo.lock .cargo/config.toml
BUILT := target/site/.built

.PHONY: help serve test dev check bench

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(BUILT) ## build, fill a demo marketplace in counterpart.db and serve it on http://127.0.0.1:3000
	./target/release/counterpart serve --demo

$(BUILT): $(SOURCES)
	@.ci/setup build
	cargo leptos build --release --precompress --cargo-locked
	@touch $@

test: ## everything: lints, unit, storage, HTTP and browser tests, on SQLite and Postgres
	@.ci/test

dev: ## rebuild and reload on change
	@.ci/setup build
	cargo leptos watch --cargo-locked -- serve --demo

check: ## format and lints, server and browser
	@.ci/setup build
	cargo fmt --check
	cargo clippy --locked --features ssr --all-targets -- -D warnings
	cargo clippy --locked --features hydrate --target wasm32-unknown-unknown --lib -- -D warnings

bench: $(BUILT) ## measure; prints the tables of docs/performance.md
	@.ci/setup test
	@.ci/bench
