# Counterpart: `make serve` and `make test` do everything; the others are for daily work.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(shell . .ci/env && echo "$$PATH")

.PHONY: help serve test dev check bench setup

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: ## build, fill a demo marketplace in counterpart.db and serve it on http://127.0.0.1:3000
	@.ci/setup build
	cargo leptos build --release --precompress --cargo-locked
	./target/release/counterpart serve --demo

test: ## everything: lints, unit, storage and browser tests on SQLite and Postgres
	@.ci/test

dev: ## rebuild and reload on change
	@.ci/setup build
	cargo leptos watch --cargo-locked -- serve --demo

check: ## format and lints, server and browser
	cargo fmt --check
	cargo clippy --locked --features ssr --all-targets -- -D warnings
	cargo clippy --locked --features hydrate --target wasm32-unknown-unknown --lib -- -D warnings

bench: ## measure; prints the tables of docs/performance.md
	@.ci/setup test
	@.ci/bench
