import { createHash } from 'node:crypto';
import { slugOf } from '../../catalog/sources/model-name';
import type { NewInput, NewModel, NewOutput, NewPart } from '../new-model';
import { yamlScalar } from './yaml-scalar';

const ID_LENGTH = 10;

/** The whole of a new model's `model.yaml`; what nobody has been asked is empty, and says what belongs there. */
export function modelYaml(model: NewModel): string {
  return `# yaml-language-server: $schema=../../grpc_model/schemas/model.schema.json

# What a platform shows about this model, and what the server checks of every call.
specification: '0.4'
type: grpc
source: CUSTOM
version: '${model.version}'
name: ${yamlScalar(model.name)}
author: ${yamlScalar(model.author)}

# In Markdown.
description:
  summary: ${yamlScalar(model.summary)}
  # What the model does, for whom, and where it ends.
  details: ''
  # Architecture, training, validation, and the formats of inputs and outputs.
  technical: ''
  # Metrics, and the data that they were measured on.
  performance: ''

releaseNotes: ${model.version} - The first version.
tags: []

inputs:
${model.inputs.map(inputYaml).join('')}
outputs:
${model.outputs.map(outputYaml).join('')}
resources:
  memory:
    size: ${model.memory ?? '512M'}
  cpu:
    count: 1
  gpu:
    count: 0
timeout:
  # How long loading the model may take, and one call of it.
  status: 60s
  run: 60s

features:
  adversarialDefense: false
  # The most items in one call of handleDiscreteInputBatch.
  maxBatchSize: ${model.maxBatchSize}
  retrainable: false
  # The structures of the result, of the drift and of the explanation, where a platform knows them.
  resultsFormat: null
  driftFormat: null
  explanationFormat: null
`;
}

/** The whole of a new model's `docker_metadata.yaml`. Its id is that of name and author, so that it stays the same. */
export function dockerMetadataYaml({ name, author }: NewModel): string {
  return `# yaml-language-server: $schema=../../grpc_model/schemas/docker_metadata.schema.json

# Where the image of this version lives. The first entry is where it was uploaded first; a migration appends one.
# The image's tag is the version of the model.
dockerMetadata:
  - registry: registry.example.org
    repo_prefix: models
    repo_suffix: ${yamlScalar(slugOf(name))}
# Ten characters that name this model for good.
id: ${yamlScalar(idOf(`${name}\n${author}`))}
`;
}

function inputYaml(part: NewInput): string {
  return `  ${yamlScalar(part.name)}:
    acceptedMediaTypes: [${part.mediaTypes.map(yamlScalar).join(', ')}]
${commonYaml(part)}`;
}

function outputYaml(part: NewOutput): string {
  return `  ${yamlScalar(part.name)}:
    mediaType: ${yamlScalar(part.mediaType)}
${commonYaml(part)}`;
}

function commonYaml({ maxSize, description, tensor }: NewPart): string {
  const common = `    maxSize: ${sizeYaml(maxSize)}\n    description: ${yamlScalar(description)}\n`;
  if (tensor === undefined) return common;
  return `${common}    datatype: ${tensor.datatype}\n    shape: [${tensor.shape.join(', ')}]\n`;
}

/** As people write sizes, where nothing else could be meant. */
function sizeYaml(size: string): string {
  return /^\d+[KMGT]i?B?$/.test(size) ? size : yamlScalar(size);
}

function idOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return BigInt(`0x${hash}`).toString(36).padStart(ID_LENGTH, '0').slice(-ID_LENGTH);
}
