import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { InferenceOptions } from '../contract';
import { ServingError } from '../core/errors';
import type { ModelSpec, WarmUpCase } from '../core/model-spec';
import type { Item } from '../core/request';
import type { WrapperHost } from './wrapper-host';

/** After so long a model is warm; the other cases are for the tests. */
const ENOUGH_MS = 1000;

/**
 * Runs a model's examples, so that its first caller does not pay for what happens once, and a model that cannot run its
 * own examples never serves.
 *
 * @throws ServingError `failed-precondition` that names the case
 */
export async function warmUp(
  host: WrapperHost,
  { warmUp: cases }: ModelSpec,
  options: Pick<InferenceOptions, 'signal' | 'logger'>,
): Promise<void> {
  const endMs = performance.now() + ENOUGH_MS;
  for (const each of cases) {
    if (performance.now() > endMs) return;
    const [result] = await host.infer([readCase(each)], { ...options, detectDrift: false, explain: false });
    if (result === undefined || result.ok || result.error.code === 'invalid-argument') continue;
    throw new ServingError(
      'failed-precondition',
      `It failed its warm-up with the test case ${nameOf(each)}: ${result.error.message}`,
    );
  }
}

function readCase(files: WarmUpCase): Item {
  return new Map(Object.entries(files).map(([name, path]) => [name, { kind: 'bytes', bytes: readFileSync(path) }]));
}

function nameOf(files: WarmUpCase): string {
  const [path] = Object.values(files);
  return path === undefined ? 'without files' : basename(dirname(path));
}
