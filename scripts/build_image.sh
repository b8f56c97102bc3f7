#!/usr/bin/env bash
# Builds the image with every argument taken from the project's own files, so that its labels cannot disagree with them.
#
#   scripts/build_image.sh [tag] [flags of "docker build"...]     # tag: default model:<version of package.json>
#
#   CONTAINER_ENGINE         docker or podman; default: whichever answers
#   BASE_IMAGE               instead of the Dockerfile's own
#   CONTAINER_BUILD_FLAGS    more flags for the build, for example --network=host
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/container_engine.sh

if [[ "${1:-}" == --help ]]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
  exit 0
fi

engine=$(find_container_engine)
tag=${1:-model:$(node -p 'require("./package.json").version')}
# Assigned first: a failure inside of < <(...) would go unnoticed.
arguments=$(node scripts/image-arguments.mjs)
mapfile -t flags <<<"$arguments"
if [[ -n "${BASE_IMAGE:-}" ]]; then flags+=(--build-arg "BASE_IMAGE=$BASE_IMAGE"); fi
# Podman's own format has no place for a HEALTHCHECK.
if is_podman "$engine"; then flags+=(--format docker); fi
read -ra more_flags <<<"${CONTAINER_BUILD_FLAGS:-}"

"$engine" build "${flags[@]}" ${more_flags[@]+"${more_flags[@]}"} "${@:2}" --tag "$tag" .
