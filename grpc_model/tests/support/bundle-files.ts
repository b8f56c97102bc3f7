/** A `model.yaml` without a fault. */
export const MODEL_YAML = `specification: '0.4'
type: grpc
source: CUSTOM
version: '1.2.3'
name: Digits
author: Ada Lovelace <ada@example.org>
description:
  summary: Reads digits.
  details: In detail.
  technical: Technically.
  performance: Well.
inputs:
  image:
    acceptedMediaTypes: [image/PNG, image/jpeg]
    maxSize: 5M
    description: A picture.
outputs:
  results.json:
    mediaType: application/json
    maxSize: 1M
    description: What it is.
resources:
  memory: { size: 512M }
  cpu: { count: 0.5 }
  gpu: { count: 0 }
timeout:
  status: 60s
  run: 500ms
features:
  maxBatchSize: 8
`;

/** The `docker_metadata.yaml` beside it. */
export const DOCKER_YAML = `dockerMetadata:
  - registry: example.org
    repo_prefix: models
    repo_suffix: digits
id: abcdefghi0
`;
