import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../../src/contract';
import { readTestCases, type TestCase } from '../../src/test-cases/read-test-cases';
import { PROJECT_FOLDER } from './paths';
import { readFurtherBundle } from './project';

const VERSION = '1.0.0';

export const GALLERY = 'docs/gallery';

/** One small model of the gallery that authors copy from. */
export interface GalleryModel {
  readonly name: string;
  readonly bundle: Bundle;
  readonly testCases: readonly TestCase[];
  /** The text of its wrapper. */
  readonly source: string;
  /** The wrapper as a worker runs it. */
  readonly compiledPath: string;
}

/** Every folder of the gallery. */
export function readGallery(): GalleryModel[] {
  const entries = readdirSync(join(PROJECT_FOLDER, GALLERY), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => readGalleryModel(name));
}

function readGalleryModel(name: string): GalleryModel {
  const folder = join(PROJECT_FOLDER, GALLERY, name);
  const bundle = readFurtherBundle(join(folder, 'bundle', VERSION), VERSION);
  return {
    name,
    bundle,
    testCases: readTestCases(bundle),
    source: readFileSync(join(folder, 'model.ts'), 'utf8'),
    compiledPath: join(PROJECT_FOLDER, 'dist', GALLERY, name, 'model.js'),
  };
}
