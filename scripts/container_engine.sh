# To be sourced. Finds the container engine: CONTAINER_ENGINE, or else docker or podman, whichever answers.

find_container_engine() {
  local candidate
  for candidate in ${CONTAINER_ENGINE:-docker podman}; do
    if "$candidate" info >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  echo "No container engine answers (tried: ${CONTAINER_ENGINE:-docker, podman}). Start one, or name it in CONTAINER_ENGINE." >&2
  return 1
}

# Whether an engine is podman, whatever its command is called.
is_podman() {
  "$1" --version 2>/dev/null | grep -qi podman
}
