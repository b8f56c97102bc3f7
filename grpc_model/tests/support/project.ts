import { join } from 'node:path';
import { readBundle } from '../../src/catalog/read-bundle';
import { readProject } from '../../src/config/project';
import { readTestCases } from '../../src/test-cases/read-test-cases';

const project = readProject(__dirname);

/** The project's own model, as the author left it. */
export const bundle = readBundle(project.folder, project.version);
export const testCases = readTestCases(bundle);

/** The author's wrapper as source, for tests in this process. */
export const wrapperSource = join(project.folder, 'model_lib/src/model.ts');
/** The compiled server. */
export const compiledServer = join(project.folder, 'dist/grpc_model/src');
export const compiledMain = join(compiledServer, 'main.js');
