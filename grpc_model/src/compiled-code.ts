import { join } from 'node:path';

/** Where the compiled code lies. */
export interface CompiledCode {
  /** The main module of a worker. */
  readonly workerMain: string;
  /** The folder of `model_lib`. */
  readonly modelLib: string;
  /** The runtime that reads `model.onnx`. */
  readonly onnxRuntime: string;
}

/** The compiled code around this very file. */
export function compiledCode(folder: string): CompiledCode {
  return {
    workerMain: join(folder, 'execution/worker-main.js'),
    modelLib: join(folder, '../../model_lib'),
    onnxRuntime: join(folder, 'runtimes/onnx/onnx-wrapper.js'),
  };
}
