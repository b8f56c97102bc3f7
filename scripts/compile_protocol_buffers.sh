#!/usr/bin/env bash
# Generates, for every protos/<protocol>/*.proto, the TypeScript types and the descriptor that the server reads at run time:
# grpc_model/src/protocols/<protocol>/generated/.
#
#   scripts/compile_protocol_buffers.sh            # writes them
#   scripts/compile_protocol_buffers.sh --check    # exits with 1 when what is committed is not what would be written
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

check=false
case "${1:-}" in
  '') ;;
  --check) check=true ;;
  *) echo "usage: scripts/compile_protocol_buffers.sh [--check]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

for folder in protos/*/; do
  protocol=$(basename "$folder")
  target=grpc_model/src/protocols/$protocol/generated
  output=$work/$protocol
  mkdir -p "$output"
  for proto in "$folder"*.proto; do
    node_modules/.bin/proto-loader-gen-types --keepCase --longs=String --enums=String --defaults --includeComments \
      --includeDirs="$folder" --grpcLib=@grpc/grpc-js --inputTemplate=%sInput --outputTemplate=%s \
      --outDir="$output" "$(basename "$proto")" >/dev/null
    node scripts/write-descriptor.mjs "$proto" "$output/$(basename "$proto" .proto).json"
  done
  node_modules/.bin/prettier --log-level=warn --config .prettierrc.json --write "$output"
  if $check; then
    diff -r "$target" "$output" || { echo "$target is not current: run scripts/compile_protocol_buffers.sh" >&2; status=1; }
  else
    rm -rf "$target"
    cp -r "$output" "$target"
    echo "wrote $target"
  fi
done
exit "$status"
