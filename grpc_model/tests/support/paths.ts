import { join } from 'node:path';

export const PROJECT_FOLDER = join(__dirname, '../../..');

export const COMPILED_SERVER = join(PROJECT_FOLDER, 'dist/grpc_model/src');

/** The compiled main module of a worker process. */
export const WORKER_MAIN = join(COMPILED_SERVER, 'execution/worker-main.js');

/** The scripted wrapper as a worker process runs it. */
export const SCRIPTED_COMPILED = join(PROJECT_FOLDER, 'dist/grpc_model/tests/support/wrappers/scripted.js');

/** The scripted wrapper as it runs inline, in the test's own module system. */
export const SCRIPTED_SOURCE = join(__dirname, 'wrappers/scripted.ts');

/** The wrapper that gives back what it gets, as a worker process runs it. */
export const ECHOING_COMPILED = join(PROJECT_FOLDER, 'dist/grpc_model/tests/support/wrappers/echoing.js');

/** The ONNX runtime as a worker process runs it. */
export const ONNX_WRAPPER_COMPILED = join(PROJECT_FOLDER, 'dist/grpc_model/src/runtimes/onnx/onnx-wrapper.js');
