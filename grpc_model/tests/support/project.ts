import { join } from 'node:path';
import { readBundle } from '../../src/catalog/read-bundle';
import { readProject } from '../../src/config/project';
import { readTestCases } from '../../src/test-cases/read-test-cases';

const project = readProject(__dirname);

/** The project's own model, as the author left it. */
export const bundle = readBundle(project.folder, project.version);
export const testCases = readTestCases(bundle);

/** The author's wrapper: as source, for tests in this process; as compiled, for worker processes. */
export const wrapperSource = join(project.folder, 'model_lib/src/model.ts');
export const compiledWrapper = join(project.folder, 'dist/model_lib/src/model.js');
export const compiledWorkerMain = join(project.folder, 'dist/grpc_model/src/execution/worker-main.js');
export const compiledMain = join(project.folder, 'dist/grpc_model/src/main.js');
