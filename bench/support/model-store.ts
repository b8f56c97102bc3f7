import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchModel } from '../models/bench-model';
import { TemporaryFolder } from './temporary-folder';

const VERSION = '1';

/** A folder of generated models, as `MODEL_STORE` takes it: `<name>/<version>/model.onnx`. */
export interface ModelStore extends Disposable {
  readonly folder: string;
  /** The folder of one model's only version. */
  folderOf(model: BenchModel): string;
}

/** What a model's `config.yaml` says of how it runs. */
export interface StoreConfig {
  readonly workers?: { readonly min: number; readonly max: number; readonly placement: 'own' | 'shared' };
  readonly batching?: { readonly maxBatchSize: number };
}

/** @param config of each model; absent: what the server does by default */
export function writeModelStore(models: readonly BenchModel[], config?: StoreConfig): ModelStore {
  const folder = new TemporaryFolder('store');
  const folderOf = ({ name }: BenchModel) => join(folder.path, name, VERSION);
  for (const model of models) {
    mkdirSync(folderOf(model), { recursive: true });
    writeFileSync(join(folderOf(model), 'model.onnx'), model.onnx);
    // Every JSON document is a YAML document.
    if (config !== undefined) writeFileSync(join(folder.path, model.name, 'config.yaml'), JSON.stringify(config));
  }
  return { folder: folder.path, folderOf, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
