import type { ModelSource } from '../../src/catalog/sources/candidate';
import type { TensorDeclaration } from '../../src/contract';
import type { ModelOptions } from '../../src/core/model-options';
import { fixedModel } from './fixed-models';
import { ECHOING_COMPILED } from './paths';
import { specOf } from './specs';
import { createTestBundle, declaredInput, declaredOutput } from './test-bundle';

/** What an authored model takes, by name; undefined: bytes. */
export type Takes = Readonly<Record<string, TensorDeclaration | undefined>>;

export interface EchoOptions extends Partial<ModelOptions> {
  /** One more output, `together`: how many items came to the wrapper at once. */
  readonly tellsBatch?: boolean;
  /** Of the classes that tensors are scores of. */
  readonly labels?: readonly string[];
}

/** An authored model that gives back each input `n` as `n-out`; see `wrappers/echoing.ts`. */
export function authoredEcho(
  name: string,
  takes: Takes,
  { tellsBatch = false, labels, ...options }: EchoOptions = {},
): ModelSource {
  const inputs = Object.entries(takes).map(([input, tensor]) =>
    declaredInput(input, { acceptedMediaTypes: [], ...(tensor !== undefined && { tensor }) }),
  );
  const outputs = Object.entries(takes).map(([input, tensor]) =>
    declaredOutput(`${input}-out`, {
      mediaType: 'application/octet-stream',
      ...(tensor !== undefined && { tensor, labels }),
    }),
  );
  const more = tellsBatch ? [declaredOutput('together', { mediaType: 'text/plain' })] : [];
  // The wrapper reads no file.
  using bundle = createTestBundle({ inputs, outputs: [...outputs, ...more] });
  return fixedModel(name, specOf(bundle, ECHOING_COMPILED, options));
}
