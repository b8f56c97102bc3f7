import type { Catalog } from '../../../catalog/catalog';
import { ServingError, toServingError } from '../../../core/errors';
import { printable } from '../infer/printable';
import type { RepositoryParameters } from '../open-inference';
import { isReady } from './readiness';

type Loading = Pick<Catalog, 'has' | 'list' | 'reload'>;

/**
 * Loads what lies there now: beside what serves, which it then replaces, or for the first time.
 *
 * @throws ServingError in the words of contract section 4.4; what served then still does
 */
export async function loadModel(catalog: Loading, name: string, parameters: RepositoryParameters): Promise<void> {
  refuseParameters(name, parameters);
  try {
    await catalog.reload(name);
  } catch (thrown) {
    throw refusalOfLoad(catalog, name, toServingError(thrown));
  }
}

/**
 * Ends every version of a model, until it is loaded again; resolves when calls under way have finished.
 *
 * @throws ServingError `not-found`, or `invalid-argument` when a parameter means nothing
 */
export async function unloadModel(
  catalog: Pick<Catalog, 'has' | 'unload'>,
  name: string,
  parameters: RepositoryParameters,
): Promise<void> {
  // No model depends on another one, so that there is nothing to do for it.
  for (const [key, value] of parameters) {
    if (key !== 'unload_dependents') throw unknownParameter(key, 'unload', 'unload_dependents');
    if (typeof value !== 'boolean')
      throw new ServingError('invalid-argument', "Unable to parse 'unload_dependents': expected a boolean.");
  }
  try {
    await catalog.unload(name);
  } catch (thrown) {
    const error = toServingError(thrown);
    if (error.code !== 'not-found' || catalog.has(name)) throw error;
    throw new ServingError('not-found', `Request for unknown model: '${printable(name)}' is not found`);
  }
}

/** What a load could bring along. Models come from folders alone, so that what serves is what lies there. */
function refuseParameters(name: string, parameters: RepositoryParameters): void {
  const [key] = parameters.keys();
  if (key === undefined) return;
  if (key !== 'config' && !key.startsWith('file:')) throw unknownParameter(key, 'load', 'none');
  const model = printable(name);
  throw new ServingError(
    'unimplemented',
    `failed to load '${model}', the parameter '${printable(key)}' is not supported. Models come from folders: put the ` +
      `files into ${model}/<version>/ of the model store and the configuration into ${model}/config.yaml, then load it.`,
  );
}

function unknownParameter(key: string, verb: 'load' | 'unload', expected: string): ServingError {
  const message = `unrecognized ${verb} parameter '${printable(key)}', expected ${expected}.`;
  return new ServingError('invalid-argument', message);
}

function refusalOfLoad(catalog: Pick<Catalog, 'has' | 'list'>, name: string, error: ServingError): ServingError {
  const failure = `failed to load '${printable(name)}'`;
  if (error.code === 'not-found' && !catalog.has(name)) {
    const help = 'There is no such model; put it into the model store as <name>/<version>/model.onnx, then load it.';
    return new ServingError('not-found', `${failure}, failed to poll from model repository. ${help}`);
  }
  if (error.code !== 'failed-precondition') return error;
  const isServing = catalog.list().some((each) => each.name === name && each.versions.some(isReady));
  const outcome = isServing ? 'what served before still does' : 'no version is available';
  return new ServingError('failed-precondition', `${failure}, ${outcome}. ${error.message}`);
}
