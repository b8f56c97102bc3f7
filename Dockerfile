# One model version in one image. Builds with docker (classic builder and BuildKit) and podman:
#
#   docker build --tag my-model .
#   scripts/build_image.sh my-model           # the same, with every argument taken from the project's own files
ARG BASE_IMAGE=node:24-bookworm-slim
# package.json is the one place of the version, model.yaml that of the name. A label can only come from an argument, so
# the build fails when these two differ from the files.
ARG MODEL_VERSION=1.0.0
ARG MODEL_NAME="Handwritten Digits"

# ---- every package of the lock file
FROM ${BASE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund

# ---- those that the server needs, and of them what this platform needs
FROM packages AS production
COPY scripts/trim-modules.mjs scripts/
RUN npm prune --omit=dev --no-audit --no-fund && node scripts/trim-modules.mjs node_modules

# ---- compiled code
FROM packages AS build
COPY tsconfig.json ./
COPY scripts/build.mjs scripts/
COPY grpc_model/src grpc_model/src
COPY model_lib/src model_lib/src
COPY model_lib/models model_lib/models
RUN npm run build && rm -f dist/.tsbuildinfo dist/.built

# ---- the application as the image holds it: checked, and started once
FROM production AS application
COPY scripts/check-image-arguments.mjs scripts/warm-compile-cache.mjs scripts/
COPY --from=build /app/dist dist
COPY LICENSE ./
COPY asset_bundle all_bundles
ARG MODEL_VERSION
ARG MODEL_NAME
# Further models and config.yaml go along; of the project's own model, whose folders are versions, only this one.
RUN mkdir asset_bundle \
 && for entry in all_bundles/*; do \
      case "${entry#all_bundles/}" in \
        "$MODEL_VERSION") ;; \
        [0-9]*) echo "${entry#all_bundles/}" | grep -Eqx '[0-9]+([.][0-9]+[.][0-9]+)?' && continue ;; \
      esac; \
      cp -r "$entry" asset_bundle/ || exit 1; \
    done \
 && rm -r all_bundles \
 && node scripts/check-image-arguments.mjs "$MODEL_VERSION" "$MODEL_NAME" \
 && chmod -R a+rX dist asset_bundle package.json LICENSE
# Node keeps one cache per user: written by the user that the image runs as, then read-only like everything else.
ENV NODE_COMPILE_CACHE=/app/compile_cache
RUN mkdir compile_cache && chown 1000:1000 compile_cache
USER 1000:1000
RUN node scripts/warm-compile-cache.mjs
USER 0:0
RUN chown -R 0:0 compile_cache && chmod -R a+rX compile_cache && rm -r scripts

# ---- the image
FROM ${BASE_IMAGE}
WORKDIR /app
# The only folder that is written to. Any user may, because platforms choose the user id; with a read-only root file
# system the volume stays writable.
RUN mkdir -m 1777 /data
COPY --from=production /app/node_modules node_modules
COPY --from=application /app/package.json /app/LICENSE ./
COPY --from=application /app/dist dist
COPY --from=application /app/asset_bundle asset_bundle
COPY --from=application /app/compile_cache compile_cache
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compile_cache \
    PSC_MODEL_PORT=45000 \
    DATA_DIR=/data \
    TMPDIR=/data \
    HOME=/data
VOLUME /data
EXPOSE 45000 8080
USER 1000:1000
# A probe is a process of its own and takes about 0.1 s of one processor.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "dist/grpc_model/src/clients/health-check.js"]
# Node is process 1: the server itself handles the signals.
ENTRYPOINT ["node", "dist/grpc_model/src/main.js"]

ARG MODEL_VERSION
ARG MODEL_NAME
ARG MODEL_SUMMARY="A model behind the Modzy container contract (gRPC) and the Open Inference Protocol (gRPC and REST)."
ARG SOURCE
ARG REVISION
ARG CREATED
# "openml" in the last of the first four is how the Open Model Interface specifies it.
LABEL ml.openmodel.interfaces='["modzy"]' \
      ml.openmodel.protocols='[["v2"]]' \
      ml.openmodel.port="45000" \
      ml.openml.model_name="$MODEL_NAME" \
      org.opencontainers.image.title="$MODEL_NAME" \
      org.opencontainers.image.version="$MODEL_VERSION" \
      org.opencontainers.image.description="$MODEL_SUMMARY" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
