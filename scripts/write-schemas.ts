import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerMetadataSchema } from '../grpc_model/src/catalog/schemas/docker-metadata-schema';
import { modelSchema } from '../grpc_model/src/catalog/schemas/model-schema';
import { servingSchema, versionServingSchema } from '../grpc_model/src/catalog/schemas/serving-schema';
import { testCaseSchema } from '../grpc_model/src/catalog/schemas/test-case-schema';
import { readProject } from '../grpc_model/src/config/project';

// Publishes the schemas that the server validates with as the files that an editor reads. With --check it writes nothing,
// and exits with 1 when a file is not current.
const SCHEMAS = {
  model: modelSchema,
  docker_metadata: dockerMetadataSchema,
  test_case: testCaseSchema,
  config: servingSchema,
  version_config: versionServingSchema,
};

const folder = join(readProject(__dirname).folder, 'grpc_model/schemas');
const isCheck = process.argv.includes('--check');

for (const [name, schema] of Object.entries(SCHEMAS)) {
  const path = join(folder, `${name}.schema.json`);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!isCheck) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} is not current: run "npm run schemas".\n`);
    process.exitCode = 1;
  }
}
