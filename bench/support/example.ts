import { join } from 'node:path';
import { readBundle } from '../../grpc_model/src/catalog/read-bundle';
import type { InputFiles } from '../../grpc_model/src/clients/modzy-client';
import { readProject } from '../../grpc_model/src/config/project';
import { readTestCases } from '../../grpc_model/src/test-cases/read-test-cases';
import { Child, type ChildOptions } from './child';

/**
 * The inputs of the project's own model's first test case that has an answer.
 *
 * @throws Error when it has none
 */
export function exampleInputs(): InputFiles {
  const { folder, version } = readProject(__dirname);
  const first = readTestCases(readBundle(folder, version)).find(({ expected }) => 'outputs' in expected);
  if (first === undefined) throw new Error(`There is no test case with outputs in asset_bundle/${version}.`);
  return first.inputs;
}

/** Starts the project's server as `npm start` does, and does not wait for it. */
export function startExample(port: number, { env, ...options }: ChildOptions = {}): Child {
  const main = join(__dirname, '../../grpc_model/src/main.js');
  return new Child([main], {
    ...options,
    env: { PSC_MODEL_PORT: String(port), GRPC_HOST: '127.0.0.1', HTTP_PORT: '0', MANAGEMENT_PORT: '0', ...env },
  });
}
