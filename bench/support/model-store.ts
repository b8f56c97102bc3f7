import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchModel } from '../models/bench-model';
import { onExit } from './clean-up';

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
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(remove);
  const folderOf = ({ name }: BenchModel) => join(folder, name, VERSION);
  for (const model of models) {
    mkdirSync(folderOf(model), { recursive: true });
    writeFileSync(join(folderOf(model), 'model.onnx'), model.onnx);
    // Every JSON document is a YAML document.
    if (config !== undefined) writeFileSync(join(folder, model.name, 'config.yaml'), JSON.stringify(config));
  }
  return {
    folder,
    folderOf,
    [Symbol.dispose]: () => {
      remove();
      forget();
    },
  };
}
