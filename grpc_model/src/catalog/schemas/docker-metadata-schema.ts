import type { FromSchema } from 'json-schema-to-ts';

/** `docker_metadata.yaml`: where the image of this version was uploaded. */
export const dockerMetadataSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Image locations (docker_metadata.yaml)',
  type: 'object',
  required: ['dockerMetadata', 'id'],
  properties: {
    dockerMetadata: {
      type: 'array',
      minItems: 1,
      description: 'The first element is where the image was first uploaded; each migration appends one.',
      items: {
        type: 'object',
        required: ['registry', 'repo_prefix', 'repo_suffix'],
        properties: {
          registry: { type: 'string', minLength: 1, description: 'The host of the registry.' },
          repo_prefix: { type: 'string', description: 'The path of the repository, without its last part.' },
          repo_suffix: { type: 'string', minLength: 1, description: 'The last part of the path.' },
        },
      },
    },
    id: { type: 'string', pattern: '^[a-z0-9]{10}$', description: 'Ten random lower-case letters and digits.' },
  },
} as const;

/** `docker_metadata.yaml` as it stands in the file, after its schema was checked. */
export type DockerMetadataDocument = FromSchema<typeof dockerMetadataSchema>;
