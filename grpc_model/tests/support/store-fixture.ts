import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ModelDefaults } from '../../src/catalog/model-defaults';
import { readSettings } from '../../src/config/settings';
import { modelDefaults } from '../../src/model-defaults';

/** A folder that is there for one test. */
export interface TestFolder extends Disposable {
  readonly path: string;
  /** Writes a file below it, with the folders that it needs. */
  write(file: string, content: string | Uint8Array): string;
}

export function createTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'models-'));
  return {
    path,
    write: (file, content) => {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      return target;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The outermost fields of an ONNX file: a version, and a graph of so many bytes. */
export function onnxBytes(graphBytes = 8): Buffer {
  return Buffer.concat([Buffer.from([0x08, 8, 0x3a, graphBytes]), Buffer.alloc(graphBytes)]);
}

export const TEST_DEFAULTS: ModelDefaults = modelDefaults(readSettings({ WORKERS: '4' }));
