#!/usr/bin/env bash
# Builds the image, runs it as a platform would, and replays the functional cases through the client.
#
#   scripts/integration_test.sh [--image TAG] [--keep-image]
#
#   --image TAG      test this image instead of building one; it is kept
#   --keep-image     keep the image that was built
#
#   CONTAINER_ENGINE         docker or podman; default: whichever answers
#   CONTAINER_BUILD_FLAGS    more flags for the build, for example --network=host
#   BASE_IMAGE               instead of the Dockerfile's own
#   MAX_ADDED_MB             how much the image may add to its base; default 120
#
# Needs what "npm ci" installs. Exit code 1 when a check failed; the last line counts them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/container_engine.sh

readonly MAX_ADDED_MB=${MAX_ADDED_MB:-120}
readonly MEMORY=1g
readonly READY_SECONDS=60
readonly STOP_SECONDS=30
readonly ARBITRARY_USER=12345
# Items of the Run that SIGTERM meets: more where the model is so fast that the Run takes less than so long.
readonly FEWEST_ITEMS_IN_FLIGHT=4096
readonly MOST_ITEMS_IN_FLIGHT=16384
readonly RUN_IN_FLIGHT_MS=1500
# Above the parts of that Run, however many inputs an item has.
readonly MAX_REQUEST_PARTS=1000000

image=
keep_image=false
while (($# > 0)); do
  case $1 in
    --image) image=${2:?"--image needs a tag"}; keep_image=true; shift 2 ;;
    --keep-image) keep_image=true; shift ;;
    --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "Unknown option $1; see --help." >&2; exit 2 ;;
  esac
done

engine=$(find_container_engine)
version=$(node -p 'require("./package.json").version')
name=model-integration-test-$$
work=$(mktemp -d)
passed=0
failed=0
check_status=0
exec 3>&1

clean_up() {
  "$engine" rm --force --volumes "$name" >/dev/null 2>&1 || true
  if [[ $keep_image == false ]]; then "$engine" rmi --force "$name" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
# So that an interrupt cleans up, too.
trap 'exit 130' INT TERM

# ---- how checks are run

# check <sentence> <function> [argument...]: runs one check and counts it. Its output is shown when it failed.
# Never call it in a condition: bash then ignores errexit inside of the check, and only its last command would count.
check() {
  local sentence=$1
  shift
  set +e
  (set -e; "$@") >"$work/output" 2>&1
  check_status=$?
  set -e
  if ((check_status == 0)); then
    passed=$((passed + 1))
    echo "ok     $sentence"
    return
  fi
  failed=$((failed + 1))
  echo "FAILED $sentence"
  tail -n 60 "$work/output" | sed 's/^/       /'
  show_log
}

# A check without which none of the following makes sense.
require() {
  check "$@"
  if ((check_status != 0)); then finish; fi
}

# A sentence that is shown although the check succeeds.
note() { echo "       $*" >&3; }

show_log() {
  "$engine" inspect --type container "$name" >/dev/null 2>&1 || return 0
  echo '       log of the container:'
  "$engine" logs "$name" 2>&1 | tail -n 40 | sed 's/^/       | /'
}

finish() {
  echo "$passed passed, $failed failed"
  if ((failed > 0)); then exit 1; fi
  exit 0
}

# equal <what> <found> <expected>
equal() {
  [[ $2 == "$3" ]] || { echo "$1 is \"$2\"; expected \"$3\"."; return 1; }
}

# ---- talking to the image and the container

of_image() { "$engine" image inspect --format "$1" "$image"; }
of_container() { "$engine" inspect --type container --format "$1" "$name"; }
in_container() { "$engine" exec "$name" "$@"; }
# How clients encrypt; nothing while the server does not.
tls=()
client() { node dist/grpc_model/src/clients/main.js --host localhost --port "$(port)" ${tls[@]+"${tls[@]}"} "$@"; }
replay() { node dist/grpc_model/src/clients/replay-main.js --host localhost --port "$(port)" ${tls[@]+"${tls[@]}"} "$@"; }
now_ms() { node -p 'Date.now()'; }

# The port of this machine that the engine chose for the container's; the gRPC port unless another is named.
port() {
  local address
  address=$("$engine" port "$name" "${1:-45000}/tcp" | head -n 1)
  echo "${address##*:}"
}

start_container() {
  "$engine" rm --force --volumes "$name" >/dev/null 2>&1 || true
  "$engine" run --detach --name "$name" --publish 127.0.0.1::45000 --publish 127.0.0.1::8080 --read-only --cap-drop=ALL \
    --security-opt=no-new-privileges --memory "$MEMORY" --health-interval 1s "$@" "$image"
  client --status --wait "$READY_SECONDS"
}

start_as_unknown_user() {
  start_container --user "$ARBITRARY_USER" --env MAX_REQUEST_PARTS="$MAX_REQUEST_PARTS"
}

exit_code_within() {
  local tenth
  for ((tenth = 0; tenth < $1 * 10; tenth++)); do
    if [[ $(of_container '{{.State.Running}}') == false ]]; then
      of_container '{{.State.ExitCode}}'
      return
    fi
    sleep 0.1
  done
  echo "still running after $1 s"
}

# ---- checks of the image

label() { equal "The label $1" "$(of_image "{{index .Config.Labels \"$1\"}}")" "$2"; }

has_labels() {
  local model_name
  model_name=$(node -p 'require("js-yaml").load(require("fs").readFileSync(process.argv[1], "utf8")).name' \
    "asset_bundle/$version/model.yaml")
  label ml.openmodel.interfaces '["modzy"]'
  label ml.openmodel.protocols '[["v2"]]'
  label ml.openmodel.port 45000
  label ml.openml.model_name "$model_name"
  label org.opencontainers.image.title "$model_name"
  label org.opencontainers.image.version "$version"
  label org.opencontainers.image.licenses "$(node -p 'require("./package.json").license')"
}

runs_as_numbered_user() {
  local user
  user=$(of_image '{{.Config.User}}')
  [[ $user =~ ^[1-9][0-9]*(:[0-9]+)?$ ]] || { echo "The user is \"$user\"; expected a number that is not 0."; return 1; }
}

adds_little() {
  local base=${BASE_IMAGE:-$(sed -n 's/^ARG BASE_IMAGE=//p' Dockerfile)} added_mb
  # BuildKit keeps what it pulls to itself.
  "$engine" image inspect "$base" >/dev/null 2>&1 || "$engine" pull "$base"
  added_mb=$((($(of_image '{{.Size}}') - $("$engine" image inspect --format '{{.Size}}' "$base")) / 1000000))
  note "$added_mb MB on top of $base"
  ((added_mb <= MAX_ADDED_MB))
}

beside_versions() { sort | grep -Evx '[0-9]+([.][0-9]+[.][0-9]+)?' || true; }

holds_only_what_runs() {
  local listing
  listing=$("$engine" run --rm --network=none --entrypoint find "$image" /app -not -path '/app/node_modules/*')
  if grep -E '\.test\.|/tests(/|$)|/training(/|$)|\.ts$' <<<"$listing"; then
    echo 'These are tests, training code or sources.'
    return 1
  fi
  # Folders that are named as versions are the project's own model; the others are further models.
  equal "The versions of the project's own model" \
    "$(grep -E '^/app/asset_bundle/[0-9]+([.][0-9]+[.][0-9]+)?$' <<<"$listing")" "/app/asset_bundle/$version"
  # Whatever else lies in asset_bundle here, further models and config.yaml, must be there.
  equal 'What lies beside it' \
    "$(sed -n 's|^/app/asset_bundle/\([^/]*\)$|\1|p' <<<"$listing" | beside_versions)" \
    "$(ls asset_bundle | beside_versions)"
}

# The build, with arguments that cannot be right, must fail and name the file that decides.
refuses_argument() {
  local flags=()
  read -ra flags <<<"${CONTAINER_BUILD_FLAGS:-}"
  if "$engine" build --force-rm ${flags[@]+"${flags[@]}"} --build-arg "$1" . >"$work/refused" 2>&1; then
    echo "The build with $1 succeeded."
    return 1
  fi
  grep "$2" "$work/refused" || { tail -n 30 "$work/refused"; return 1; }
}

# ---- checks of the running container

is_locked_down() {
  local data_dir
  if in_container touch /app/file 2>/dev/null; then echo 'The root file system is writable.'; return 1; fi
  data_dir=$(in_container printenv DATA_DIR)
  in_container touch "$data_dir/file"
  [[ $(in_container id -u) != 0 ]] || { echo 'The server runs as root.'; return 1; }
}

becomes_healthy() {
  local second state
  for ((second = 0; second < READY_SECONDS; second++)); do
    # Podman leaves its health checks to timers of systemd, which not every machine has.
    if is_podman "$engine"; then "$engine" healthcheck run "$name" && return; fi
    state=$(of_container '{{.State.Health.Status}}')
    [[ $state == healthy ]] && return
    sleep 1
  done
  echo "The state is \"$state\" after $READY_SECONDS s."
  of_container '{{json .State.Health}}'
  return 1
}

# get <url> [method]: the status and the body, from this machine.
readonly GET='fetch(process.argv[1], { method: process.argv[2] ?? "GET" }).then(async (r) => console.log(r.status, await r.text()), (e) => console.log(e.cause?.code))'
get() { node -e "$GET" "$@"; }
get_in_container() { in_container node -e "$GET" "$@"; }

tells_its_health() {
  [[ $(get "http://127.0.0.1:$(port 8080)/healthz") == 200* ]] || { echo 'No 200 at /healthz.'; return 1; }
  [[ $(get "http://127.0.0.1:$(port 8080)/readyz") == 200* ]] || { echo 'No 200 at /readyz.'; return 1; }
}

# The page's parts come from a package of which the image has little else.
serves_documentation() {
  local http path answer
  http=http://127.0.0.1:$(port 8080)
  equal 'The readiness' "$(get "$http/v2/health/ready")" '200 {"ready":true}'
  for path in /docs /docs/start.js /docs/swagger-ui.css /docs/swagger-ui-bundle.js /openapi.json; do
    answer=$(get "$http$path")
    [[ $answer == 200* ]] || { echo "$path: ${answer:0:200}"; return 1; }
  done
  grep -q '"openapi":"3.1.0"' <<<"$answer"
}

# Who is in the container may; a published port is reached from elsewhere.
refuses_foreign_control() {
  local path=/v2/repository/index answer
  answer=$(get_in_container "http://127.0.0.1:8080$path" POST)
  [[ $answer == 200*'"state":"READY"'* ]] || { echo "From within: $answer"; return 1; }
  for path in /v2/repository/index /v2/repository/models/any/load /v2/repository/models/any/unload; do
    answer=$(get "http://127.0.0.1:$(port 8080)$path" POST)
    [[ $answer == 403* ]] || { echo "$path: $answer"; return 1; }
  done
}

# From within, but not by the address under which others see the container.
keeps_control_to_itself() {
  local address
  get_in_container http://127.0.0.1:8081/metrics | grep -q '^model_server_calls_total'
  address=$(in_container node -p 'Object.values(os.networkInterfaces()).flat().find((each) => !each.internal)?.address')
  equal 'The control port from elsewhere' "$(get_in_container "http://$address:8081/metrics")" ECONNREFUSED
}

checks_itself() { in_container node dist/grpc_model/src/main.js --check; }

# A certificate for this machine, and a token, as an operator hands them to the container.
make_secrets() {
  mkdir -p "$work/secrets"
  node scripts/make-test-secrets.mjs "$work/secrets"
  chmod -R a+rX "$work/secrets"
}

start_protected() {
  start_container --volume "$work/secrets:/secrets:ro" --env AUTH_TOKENS_FILE=/secrets/tokens \
    --env TLS_CERT_FILE=/secrets/certificate.pem --env TLS_KEY_FILE=/secrets/key.pem
}

refuses_strangers() {
  local output
  if output=$(MODEL_TOKEN='' client --status 2>&1); then echo 'It answers without a token.'; return 1; fi
  grep -q 'token' <<<"$output" || { echo "$output"; return 1; }
  if output=$(tls=() && client --status 2>&1); then echo 'It answers without TLS.'; return 1; fi
}

replay_finds_altered_byte() {
  node scripts/derive-cases.mjs altered "$work/altered"
  if replay --cases "$work/altered"; then
    echo 'The replay succeeded although an expected output was altered.'
    return 1
  fi
}

replays_every_case() {
  replay | tee "$work/replay"
  note "$(tail -n 1 "$work/replay")"
}

# Over gRPC, and over REST with binary data.
replays_over_open_inference() {
  local encrypted=
  if ((${#tls[@]} > 0)); then
    encrypted=s
    export TLS_CA_FILE=${tls[1]}
  fi
  node scripts/replay-open-inference.mjs "grpc$encrypted://localhost:$(port)" "http$encrypted://localhost:$(port 8080)" |
    tee "$work/replay"
  note "$(grep -E '^(grpc|http)s?: ' "$work/replay" | paste -sd ';' | sed 's/;/; /')"
}

shutdown_ends_it() {
  client --shutdown
  equal 'The exit code' "$(exit_code_within "$STOP_SECONDS")" 0
}

write_items() {
  rm -rf "$work/items"
  node scripts/derive-cases.mjs copies "$work/items" "$1" >"$work/items-flags"
}

run_items() {
  local flags
  mapfile -t flags <"$work/items-flags"
  client "${flags[@]}" --explain --detect-drift --batch-size "$MOST_ITEMS_IN_FLIGHT" --json
}

# How long the Run of these items takes once the model is warm, from the start of the client, in milliseconds.
measure_run() {
  local begin_ms
  run_items >/dev/null
  begin_ms=$(now_ms)
  run_items >/dev/null
  echo $(($(now_ms) - begin_ms))
}

# Sends SIGTERM in the middle of a Run, whose client must get its good answer. The server's log tells whether the Run was in
# flight; where it was not, because a machine's pace has changed or the model is quick, another moment is tried.
sigterm_lets_a_run_finish() {
  local attempt moment took_ms items=$FEWEST_ITEMS_IN_FLIGHT
  write_items "$items"
  for ((attempt = 1; attempt <= 3; attempt++)); do
    if ((attempt > 1)); then start_as_unknown_user; fi
    took_ms=$(measure_run)
    # After 1/2, 2/3 and 3/4 of the client's time.
    moment=$((attempt * 1000 / (attempt + 1)))
    while ((took_ms < RUN_IN_FLIGHT_MS && items < MOST_ITEMS_IN_FLIGHT)); do
      items=$((items * 2))
      write_items "$items"
      took_ms=$(measure_run)
    done
    stop_during_run $((took_ms * moment / 1000))
    if "$engine" logs "$name" 2>&1 | grep -q '"callsUnderWay":1[,}]'; then return; fi
    note "Attempt $attempt: no Run was in flight after $moment thousandths of the $took_ms ms that one takes."
  done
  note "SKIPPED that SIGTERM finds a Run in flight: this model answers $items items too quickly. Each answer was good."
}

# stop_during_run <ms>: a Run, SIGTERM so long after its client began, its good answer and exit code 0.
stop_during_run() {
  local client_pid status=0
  run_items >"$work/answer" 2>&1 &
  client_pid=$!
  sleep "$(node -p "$1 / 1000")"
  "$engine" stop -t "$STOP_SECONDS" "$name"
  wait "$client_pid" || status=$?
  ((status == 0)) || { tail -n 20 "$work/answer"; echo "The client ended with $status."; return 1; }
  equal 'The exit code' "$(of_container '{{.State.ExitCode}}')" 0
}

# ---- the story

npm run --silent build
echo "Testing version $version with $engine"

if [[ -z $image ]]; then
  image=$name
  require 'the image builds' scripts/build_image.sh "$image"
fi
check 'it carries the labels of the Open Model Interface and of OCI' has_labels
check 'its user is a number other than 0' runs_as_numbered_user
check "it adds at most $MAX_ADDED_MB MB to its base" adds_little
check "it holds no tests, no sources, one version of the project's own model, and every further model" holds_only_what_runs
check 'a build with another version is refused' refuses_argument MODEL_VERSION=999.0.0 'package.json says'
check 'a build with another name is refused' refuses_argument MODEL_NAME=another 'model.yaml says'

require 'it starts, locked down, and becomes ready' start_container
check 'it writes to DATA_DIR and nowhere else' is_locked_down
check 'its HEALTHCHECK finds it healthy' becomes_healthy
check 'it tells its health over HTTP' tells_its_health
check 'it serves the Open Inference Protocol over REST, with its page and document' serves_documentation
check 'it has its models loaded and unloaded by nobody from outside without a token' refuses_foreign_control
check 'its control port is there for itself alone, with metrics' keeps_control_to_itself
check 'it finds its own settings and models in order' checks_itself
check 'it answers every functional case, singly and in batches' replays_every_case
check 'so it does over the Open Inference Protocol' replays_over_open_inference
check 'an altered byte in an expected output is found' replay_finds_altered_byte
check 'Shutdown ends it with exit code 0' shutdown_ends_it

make_secrets
MODEL_TOKEN=$(<"$work/secrets/token")
export MODEL_TOKEN
tls=(--tls-ca "$work/secrets/certificate.pem")
require 'it starts with a certificate and tokens' start_protected
check 'it answers those who show a token, and nobody else' refuses_strangers
check 'its HEALTHCHECK finds it healthy behind TLS' becomes_healthy
check 'it answers every functional case behind TLS' replays_every_case
check 'so it does over the Open Inference Protocol behind TLS' replays_over_open_inference
unset MODEL_TOKEN
tls=()

require 'it starts again, as a user that the image does not know' start_as_unknown_user
check 'after SIGTERM a Run in flight finishes, and the exit code is 0' sigterm_lets_a_run_finish
finish
