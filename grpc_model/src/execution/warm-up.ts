import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DeclaredInput, InferenceOptions, TensorDeclaration } from '../contract';
import { NO_PARAMETERS } from '../core/call-parameters';
import { ServingError } from '../core/errors';
import type { ModelSpec, WarmUpCase } from '../core/model-spec';
import type { Item, Part } from '../core/request';
import { readTensorInput } from '../core/tensor-input';
import { zeroItem } from '../core/zero-item';
import type { WrapperHost } from './wrapper-host';

/** What nobody asks a warm-up for. */
const NO_WISHES = { detectDrift: false, explain: false, parameters: NO_PARAMETERS };

/** After so long a model is warm; the other cases are for the tests. */
const ENOUGH_MS = 100;

/**
 * Runs a model's examples, so that its first caller does not pay for what happens once, and a model that cannot run its
 * own examples never serves.
 *
 * @throws ServingError `failed-precondition` that names the case
 */
export async function warmUp(
  host: WrapperHost,
  spec: ModelSpec,
  options: Pick<InferenceOptions, 'signal' | 'logger'>,
): Promise<void> {
  const endMs = performance.now() + ENOUGH_MS;
  for (const { name, read } of trialsOf(host, spec)) {
    if (performance.now() > endMs) return;
    const [result] = await host.infer([read()], { ...options, ...NO_WISHES });
    if (result === undefined || result.ok || result.error.code === 'invalid-argument') continue;
    throw new ServingError('failed-precondition', `It failed its warm-up with ${name}: ${result.error.message}`);
  }
}

interface Trial {
  readonly name: string;
  readonly read: () => Item;
}

function trialsOf({ capabilities }: WrapperHost, { warmUp: cases, bundle }: ModelSpec): Trial[] {
  if (cases === null) return [];
  const { inputs } = capabilities.signature ?? bundle.metadata;
  if (cases.length > 0)
    return cases.map((files) => ({ name: `the test case ${nameOf(files)}`, read: () => readCase(files, inputs) }));
  const zeros = zeroItem({ inputs });
  return zeros === undefined || inputs.length === 0
    ? []
    : [{ name: 'an input of zeros (config.yaml can turn that off: warmUp.enabled)', read: () => zeros }];
}

function readCase(files: WarmUpCase, inputs: readonly DeclaredInput[]): Item {
  return new Map(
    Object.entries(files).map(([name, path]) => {
      const declared = inputs.find((input) => input.name === name)?.tensor;
      return [name, readPart(readFileSync(path), declared)];
    }),
  );
}

function readPart(bytes: Buffer, declared: TensorDeclaration | undefined): Part {
  const part: Part = { kind: 'bytes', bytes };
  if (declared === undefined) return part;
  const reading = readTensorInput(part, declared);
  if ('part' in reading) return reading.part;
  throw new ServingError('failed-precondition', `An input of its test cases ${reading.problem}.`);
}

function nameOf(files: WarmUpCase): string {
  const [path] = Object.values(files);
  return path === undefined ? 'without files' : basename(dirname(path));
}
