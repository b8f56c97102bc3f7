import type { ModelHandle } from '../../../catalog/model-handle';
import type { Caller } from '../../../core/call';
import { ServingError, toServingError } from '../../../core/errors';
import type { Serving } from '../../../serving/serving';
import type { NamedModel } from '../open-inference';
import { isPrintable, MAX_NAME_CHARS, printable } from './printable';

/**
 * The model that a request names, whatever its state: whoever wants an answer of it looks at `takesCalls`.
 *
 * @param caller whose call counts as that model's
 * @throws ServingError `not-found`, in the words of contract section 3.7 with what there is to choose behind them
 */
export function findModel(serving: Serving, model: NamedModel, caller: Pick<Caller, 'record'>): ModelHandle {
  return find(serving, model, caller, (help) => `. ${help}`);
}

/** The same for a caller of whom nothing is known, and who is told nothing of what else there is. */
export function findModelForAnybody(serving: Serving, model: NamedModel, caller: Pick<Caller, 'record'>): ModelHandle {
  return find(serving, model, caller, () => '');
}

/** @param helped what stands behind the contract's sentence */
function find(
  serving: Serving,
  { name, version }: NamedModel,
  caller: Pick<Caller, 'record'>,
  helped: (help: string) => string,
): ModelHandle {
  const unknown = (asked: string, help: string) => {
    const which = asked === '' ? '' : ` version ${printable(asked)}`;
    const message = `Request for unknown model: '${printable(name)}'${which} is not found`;
    return new ServingError('not-found', `${message}${helped(help)}`);
  };
  if (!isPrintable(name)) throw unknown('', `A name has up to ${MAX_NAME_CHARS} printable characters.`);
  if (!isPrintable(version)) throw unknown(version, `A version has up to ${MAX_NAME_CHARS} printable characters.`);
  try {
    return serving.model({ name, version: version === '' ? undefined : version }, caller);
  } catch (thrown) {
    const { code, message } = toServingError(thrown);
    if (code !== 'not-found') throw thrown;
    if (!serving.catalog.has(name)) throw unknown('', message);
    if (version !== '') throw unknown(version, message);
    // What the core says of a model without versions may tell where its files are.
    throw new ServingError('not-found', `Request for unknown model: '${name}' has no available versions`);
  }
}

/**
 * The refusal of a call for a version that takes none. Why a model failed to load is for the operator: it may tell of files.
 *
 * @returns a ServingError `unavailable`
 */
export function refusalOfUnready({ name, version, state }: ModelHandle): ServingError {
  const why = state.name === 'failed' ? 'It failed to load; the status of the server tells why' : `It is ${state.name}`;
  return new ServingError(
    'unavailable',
    `Request for unknown model: '${name}' version ${version.text} is not at ready state. ${why}.`,
  );
}
