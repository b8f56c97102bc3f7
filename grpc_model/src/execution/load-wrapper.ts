import { messageOf, ServingError } from '../core/errors';
import type { Bundle, ModelWrapper, ModelWrapperClass } from '../contract';
import { forbidTelemetry } from './no-telemetry';

/**
 * Loads the author's module by its path, and constructs and loads the wrapper in it.
 *
 * @throws ServingError `failed-precondition` that says what the module lacks, or what the wrapper threw
 */
export async function loadWrapper(wrapperPath: string, bundle: Bundle): Promise<ModelWrapper> {
  forbidTelemetry();
  try {
    const wrapper = new (wrapperClassOf(requireModule(wrapperPath), wrapperPath))(bundle);
    await wrapper.load?.();
    return wrapper;
  } catch (thrown) {
    if (thrown instanceof ServingError) throw thrown;
    throw new ServingError(
      'failed-precondition',
      messageOf(thrown) || 'The wrapper threw an error without a message.',
      {
        cause: thrown,
      },
    );
  }
}

function requireModule(path: string): unknown {
  // The author's module is named by a setting and known at run time only.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path);
}

function wrapperClassOf(module: unknown, path: string): ModelWrapperClass {
  const found = defaultExportOf(module);
  if (!isClass(found)) {
    throw new ServingError(
      'failed-precondition',
      `${path} exports ${found === undefined ? 'nothing' : `a ${typeof found}`} by default; expected a class that extends ModelWrapper.`,
    );
  }
  if (typeof found.prototype.handleDiscreteInput !== 'function') {
    throw new ServingError(
      'failed-precondition',
      `The class ${found.name} in ${path} has no method handleDiscreteInput; add it, as ModelWrapper declares it.`,
    );
  }
  return found;
}

/** `export default`, whichever module system the author's file was compiled to. */
function defaultExportOf(module: unknown): unknown {
  const hasDefault = typeof module === 'object' && module !== null && 'default' in module;
  return hasDefault ? module.default : module;
}

function isClass(value: unknown): value is ModelWrapperClass & { prototype: Partial<ModelWrapper> } {
  return typeof value === 'function' && typeof value.prototype === 'object';
}
