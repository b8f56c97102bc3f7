import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, DeclaredInput, DeclaredOutput, ModelMetadata } from '../../src/contract';
import { parseDuration, parseSize } from '../../src/core/quantity';

export const size = (text: string) => parseSize(text)!;
export const duration = (text: string) => parseDuration(text)!;

export function declaredInput(name: string, overrides: Partial<DeclaredInput> = {}): DeclaredInput {
  return {
    name,
    acceptedMediaTypes: ['text/plain'],
    maxSize: size('1M'),
    description: `What ${name} is.`,
    ...overrides,
  };
}

export function declaredOutput(name: string, overrides: Partial<DeclaredOutput> = {}): DeclaredOutput {
  return { name, mediaType: 'application/json', maxSize: size('1M'), description: `What ${name} is.`, ...overrides };
}

/** The metadata that fits `wrappers/scripted.ts`: one text input, `results.json`, batches of at most four. */
export function testMetadata(overrides: Partial<ModelMetadata> = {}): ModelMetadata {
  return {
    name: 'Scripted Model',
    version: '1.2.3',
    author: 'Ada Lovelace <ada@example.org>',
    type: 'grpc',
    source: 'CUSTOM',
    description: { summary: 'It obeys.', details: 'To the letter.', technical: '#OVERVIEW:', performance: 'Perfect.' },
    inputs: [declaredInput('command')],
    outputs: [declaredOutput('results.json')],
    resources: { memory: size('512M'), cpuCount: 0.5, gpuCount: 0 },
    timeouts: { status: duration('20s'), run: duration('20s') },
    features: {
      adversarialDefense: false,
      maxBatchSize: 4,
      retrainable: true,
      resultsFormat: 'textClassification',
      driftFormat: null,
      explanationFormat: null,
    },
    ...overrides,
  };
}

/** The scripted wrapper's bundle in a folder of its own. */
export interface TestBundle extends Bundle, Disposable {
  /** What wrappers that load from now on do; see `wrappers/scripted.ts`. */
  onLoad(behaviour: string): void;
  onClose(behaviour: string): void;
}

export function createTestBundle(overrides: Partial<ModelMetadata> = {}): TestBundle {
  const folder = mkdtempSync(join(tmpdir(), 'scripted-bundle-'));
  return {
    folder,
    metadata: testMetadata(overrides),
    onLoad: (behaviour) => writeFileSync(join(folder, 'load.txt'), behaviour),
    onClose: (behaviour) => writeFileSync(join(folder, 'close.txt'), behaviour),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
