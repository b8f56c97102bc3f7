#!/usr/bin/env bash
# Builds the image, runs it with a read-only root file system, waits until the model is ready, and follows its log. Ctrl-C
# gives calls under way the time to finish, then stops and removes the container; a second one does not wait.
#
#   npm run container -- [--port N] [--no-build] [--detach]
#
#   --port N     on 127.0.0.1; 0 takes a free one; default: PSC_MODEL_PORT, or 45000
#   --no-build   run the image of the last build
#   --detach     leave it running in the background once it is ready
#
#   CONTAINER_ENGINE         docker or podman; default: whichever answers
#   CONTAINER_BUILD_FLAGS    more flags for the build, for example --network=host
#   READY_SECONDS            how long the model may take to be ready; default 120
#
# Exit code: 0 when it was stopped or left running, 1 when it failed, 2 when the command line is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/container_engine.sh

readonly INNER_PORT=45000
# Above the server's own DRAIN_TIMEOUT_MS and what follows it.
readonly STOP_SECONDS=30
readonly READY_SECONDS=${READY_SECONDS:-120}

outer_port=${PSC_MODEL_PORT:-$INNER_PORT}
build=true
detach=false
engine=
name=
log_pid=

# fail <sentence>...: says what is wrong, one sentence a line, and ends.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

usage_error() {
  echo "$1 See --help." >&2
  exit 2
}

read_arguments() {
  while (($# > 0)); do
    case $1 in
      --port) outer_port=${2-}; shift; shift || true ;;
      --port=*) outer_port=${1#--port=}; shift ;;
      --no-build) build=false; shift ;;
      --detach) detach=true; shift ;;
      --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
      *) usage_error "Unknown option $1." ;;
    esac
  done
  if ! [[ $outer_port =~ ^[0-9]{1,5}$ ]] || ((10#$outer_port > 65535)); then
    usage_error "The port is \"$outer_port\"; expected a number from 0 to 65535."
  fi
}

# ---- before the build, which takes a while: what would fail after it

check_packages() {
  [[ -d node_modules/js-yaml ]] || fail 'The packages are not installed: run "npm ci" first.'
}

find_engine() {
  engine=$(find_container_engine) || fail 'What is wrong with it, and how to mend it: npm run doctor'
}

container_exists() { "$engine" inspect --type container "$name" >/dev/null 2>&1; }
of_container() { "$engine" inspect --type container --format "$1" "$name"; }
is_running() { [[ $(of_container '{{.State.Running}}' 2>/dev/null) == true ]]; }

# What an earlier run left behind is removed, unless it still serves.
make_room() {
  container_exists || return 0
  if is_running; then
    fail "The container $name of an earlier run is still running. Stop it, or choose another port:" \
      "  $engine stop -t $STOP_SECONDS $name" '  npm run container -- --port 0'
  fi
  "$engine" rm --volumes "$name" >/dev/null
}

port_is_free() {
  node -e '
    const server = require("node:net").createServer();
    server.once("error", () => process.exit(1));
    server.listen(Number(process.argv[1]), "127.0.0.1", () => server.close());
  ' "$outer_port"
}

check_port() {
  port_is_free || port_taken
}

port_taken() {
  fail "Port $outer_port of 127.0.0.1 is taken. Who has it: npm run doctor. Or take another one:" \
    '  npm run container -- --port 0'
}

# ---- the image and the container

build_image() {
  scripts/build_image.sh "$image" && return
  fail '' 'The build failed; its last lines say why.' \
    '- When the bundle or the version is refused: npm run check' \
    "- When nothing can be downloaded, as behind a proxy: CONTAINER_BUILD_FLAGS=--network=host npm run container" \
    '- When the disk is full: npm run doctor'
}

check_image() {
  "$engine" image inspect "$image" >/dev/null 2>&1 || fail "There is no image $image yet: run without --no-build."
}

start_container() {
  local output published=127.0.0.1:$outer_port:$INNER_PORT
  if ((outer_port == 0)); then published=127.0.0.1::$INNER_PORT; fi
  if output=$("$engine" run --detach --name "$name" --read-only --publish "$published" "$image" 2>&1); then return; fi
  if grep -Eqi 'already (allocated|in use)' <<<"$output"; then port_taken; fi
  fail 'The container does not start:' "$output" "What is wrong with the engine: npm run doctor"
}

# The image's own health check, so that no port of this machine and no package is needed.
is_ready() { "$engine" exec "$name" node dist/grpc_model/src/clients/health-check.js >/dev/null 2>&1; }

wait_until_ready() {
  echo 'Waiting until the model is ready …'
  SECONDS=0
  until is_ready; do
    if ! is_running; then
      show_last_lines
      fail "The container ended with exit code $(of_container '{{.State.ExitCode}}') at its start; the lines above say why." \
        'The same without a container, quicker to try: npm start. What is wrong with the bundle: npm run check'
    fi
    if ((SECONDS >= READY_SECONDS)); then
      show_last_lines
      fail "The model is not ready after $READY_SECONDS s; the lines above say what it does." \
        "Where it takes longer to load: READY_SECONDS=600 npm run container"
    fi
    sleep 0.2
  done
}

show_last_lines() { "$engine" logs "$name" 2>&1 | tail -n 40 | sed 's/^/| /' >&2; }

print_address() {
  local address
  address=$("$engine" port "$name" "$INNER_PORT/tcp" | head -n 1)
  echo "The model is ready at $address (gRPC). To call it:"
  echo
  node scripts/example-call.mjs "${address##*:}" | sed 's/^/  /'
  echo
}

# ---- the end

# Whatever happened before: nothing stays but what was asked for.
clean_up() {
  trap 'exit 130' INT TERM
  if [[ -n $log_pid ]]; then kill "$log_pid" 2>/dev/null || true; fi
  if [[ -n $name ]]; then "$engine" rm --force --volumes "$name" >/dev/null 2>&1 || true; fi
}

stop() {
  trap 'exit 130' INT TERM
  echo
  echo "Stopping; calls under way have up to $STOP_SECONDS s to finish …"
  "$engine" stop -t "$STOP_SECONDS" "$name" >/dev/null
  if [[ -n $log_pid ]]; then wait "$log_pid" || true; fi
  echo "Stopped and removed $name."
  exit 0
}

follow_log() {
  local code
  # In the background: the shell handles a signal only between commands, or while it waits. With job control in a process
  # group of its own, which Ctrl-C does not reach: what the server says while it stops is shown, too.
  set -m
  "$engine" logs --follow "$name" &
  log_pid=$!
  set +m
  wait "$log_pid" || true
  log_pid=
  code=$(of_container '{{.State.ExitCode}}')
  echo "The container ended by itself with exit code $code."
  ((code == 0)) || exit 1
}

# ---- the story

read_arguments "$@"
check_packages
find_engine
version=$(node -p 'require("./package.json").version')
image=model:$version
name=model-$outer_port
if ((outer_port == 0)); then name=model-$$; fi
make_room
check_port
if [[ $build == true ]]; then build_image; else check_image; fi

trap clean_up EXIT
trap stop INT TERM
start_container
wait_until_ready
print_address
if [[ $detach == true ]]; then
  trap - EXIT
  echo "To stop it: $engine stop -t $STOP_SECONDS $name && $engine rm --volumes $name"
  exit 0
fi
echo 'Ctrl-C stops it. Its log:'
follow_log
