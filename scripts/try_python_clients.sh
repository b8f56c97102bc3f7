#!/usr/bin/env bash
# Has Python's tritonclient, the KServe SDK and the clients that the protocol's working group generates make their calls.
#
#   scripts/try_python_clients.sh [--grpc HOST:PORT --http HOST:PORT --model NAME] [--shared-memory]
#
#   --grpc HOST:PORT   ask a server that runs, instead of starting the one that was built
#   --http HOST:PORT   its HTTP port
#   --model NAME       its models NAME_FP32, NAME_INT64 and so on give back "x" as "y", rows of four; NAME_FREE rows of any
#                      length; default echo
#   --shared-memory    that server allows system shared memory
#
# Needs python3 (3.10 to 3.13) with venv and pip, the package registry and, to start a server, a build. Says why it is SKIPPED
# where one of the first two is missing. Exit code 1 when a check failed; the last line counts them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly FOLDER=scripts/python_clients
# Without what their packages ask for: see requirements.txt.
readonly ALONE=(kserve==0.21.0 open-inference-grpc==2.0.0 open-inference-openapi==2.0.0.1)
readonly READY_SECONDS=60
# How pip says that there is nobody to install from.
readonly NO_REGISTRY='connection broken by|Failed to establish|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure'

grpc=
http=
model=echo
flags=()
while (($# > 0)); do
  case $1 in
    --grpc) grpc=${2:?"--grpc needs an address"}; shift 2 ;;
    --http) http=${2:?"--http needs an address"}; shift 2 ;;
    --model) model=${2:?"--model needs a name"}; shift 2 ;;
    --shared-memory) flags+=(--shared-memory); shift ;;
    --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "Unknown option $1; see --help." >&2; exit 2 ;;
  esac
done
if [[ (-z $grpc && -n $http) || (-n $grpc && -z $http) ]]; then
  echo "A running server needs --grpc and --http; one is given." >&2
  exit 2
fi

work=$(mktemp -d)
server=
clean_up() {
  if [[ -n $server ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

skip() {
  echo "SKIPPED: $1"
  exit 0
}

# ---- Python

install() {
  "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --retries 1 --timeout 15 \
    "$@" >"$work/pip" 2>&1 && return
  if grep -qE "$NO_REGISTRY" "$work/pip"; then skip "no package registry answers."; fi
  cat "$work/pip" >&2
  exit 1
}

command -v python3 >/dev/null || skip "there is no python3."
python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' ||
  skip "$(python3 --version) is not one that the clients are made for, 3.10 to 3.13."
python3 -m venv "$work/venv" >"$work/venv-output" 2>&1 || skip "python3 cannot make an environment: it has no venv, or no pip."
install --requirement "$FOLDER/requirements.txt"
install --no-deps "${ALONE[@]}"

# ---- the server

# port_of <listener>: where the server says that it listens; empty as long as it does not.
port_of() {
  sed -nE "s/.*\"listener\":\"$1\".*\"port\":([0-9]+).*/\1/p" "$work/log" | head -n 1
}

start_server() {
  local ended=$((SECONDS + READY_SECONDS))
  node "$FOLDER/write-project.mjs" "$work/project" "$model"
  flags=(--project "$work/project")
  local shared_memory=off
  if [[ -w /dev/shm ]]; then
    shared_memory=on
    flags+=(--shared-memory)
  fi
  : >"$work/log"
  PSC_MODEL_PORT=0 GRPC_HOST=127.0.0.1 HTTP_PORT=0 HTTP_HOST=127.0.0.1 MANAGEMENT_PORT=0 LOG_FORMAT=json LOG_LEVEL=info \
    MODEL_STORE="$work/project/store" WORKERS=2 SYSTEM_SHARED_MEMORY=$shared_memory \
    node --enable-source-maps "$work/project/dist/grpc_model/src/main.js" >"$work/log" 2>&1 &
  server=$!
  until grep -q '"msg":"The server is up\."' "$work/log"; do
    if ! kill -0 "$server" 2>/dev/null || ((SECONDS > ended)); then
      echo "The server did not start; the end of its log:" >&2
      tail -n 40 "$work/log" >&2
      exit 1
    fi
    sleep 0.1
  done
  grpc=127.0.0.1:$(port_of grpc)
  http=127.0.0.1:$(port_of http)
}

if [[ -z $grpc ]]; then start_server; fi

# ---- the checks

passed=0
failed=0
# Each in a process of its own: they register messages of the same names.
for client in tritonclient tritonclient_aio tritonclient_project kserve open_inference; do
  status=0
  PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$FOLDER/${client}_checks.py" \
    --grpc "$grpc" --http "$http" --model "$model" ${flags[@]+"${flags[@]}"} >"$work/output" 2>&1 || status=$?
  if [[ $(tail -n 1 "$work/output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    sed '$d' "$work/output"
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    cat "$work/output"
    echo "FAILED $client ended with exit code $status before it had counted its checks."
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
if ((failed > 0)); then exit 1; fi
