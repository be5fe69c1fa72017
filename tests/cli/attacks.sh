#!/usr/bin/env bash
# The attacks that tests/attacks marks as quick, in the settings that differ
# most; `make attacks` runs all of them, and more settings.
exec bash "$(dirname "$0")/../attacks/run.sh" --quick root-all user-all user-no-ns
