#!/usr/bin/env bash
# Checks the syntax of shell scripts: scripts/check_shell.sh <file>...
set -euo pipefail

status=0
for file in "$@"; do
  bash -n "$file" || status=1
done
exit "$status"
