import { env, InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { messageOf, ServingError } from '../../core/errors';
import type { OnnxOptions } from '../../core/onnx-bundle';
import { nameOfElementType } from './element-types';

/** Errors; warnings would fill the log of whoever runs a model that somebody else made. */
const LOG_SEVERITY_ERROR = 3;

const DEFAULT_PROVIDER = 'cpu';

/**
 * Loads a graph by its path, so that weights in files beside it are found.
 *
 * @throws ServingError `failed-precondition` with the reason, for people
 */
export async function createSession(path: string, options: OnnxOptions): Promise<InferenceSession> {
  const executionProviders = options.executionProviders.length === 0 ? [DEFAULT_PROVIDER] : options.executionProviders;
  throwIfUnknown(executionProviders);
  env.logLevel = 'error';
  try {
    return await InferenceSession.create(path, {
      executionProviders,
      intraOpNumThreads: options.intraOpThreads,
      interOpNumThreads: options.interOpThreads,
      executionMode: options.interOpThreads > 1 ? 'parallel' : 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: LOG_SEVERITY_ERROR,
    });
  } catch (thrown) {
    const message = explain(messageOf(thrown), path, executionProviders);
    throw new ServingError('failed-precondition', message, { cause: thrown });
  }
}

function throwIfUnknown(providers: readonly string[]): void {
  const known = new Set(listSupportedBackends().map(({ name }) => name));
  const unknown = providers.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new ServingError(
    'failed-precondition',
    `There is no execution provider ${quoteAll(unknown)} here; ${availableProviders()}.`,
  );
}

/** onnxruntime's reason in words for whoever put the file there. */
function explain(reason: string, path: string, providers: readonly string[]): string {
  if (/Protobuf parsing failed|does not have a graph/.test(reason))
    return `${path} is not a whole ONNX model; it may be truncated, still being written, or of another format.`;
  if (reason.includes("File doesn't exist")) return `${path} is missing.`;
  if (reason.includes('path is a directory')) return `${path} is a folder; expected an ONNX model.`;
  const [, code] = /^Unsupported data type: (\d+)/.exec(reason) ?? [];
  if (code !== undefined)
    return `An input or output of the graph in ${path} has elements of the type ${nameOfElementType(code)}, which onnxruntime-node does not support; export the model with another type.`;
  const others = providers.filter((name) => name !== DEFAULT_PROVIDER);
  const isOfModel = /^Load model from|[Ee]xternal data|initializer/.test(reason);
  if (others.length > 0 && !isOfModel)
    return `The execution provider ${quoteAll(others)} could not be used: ${tidy(reason)}; ${availableProviders()}.`;
  return `onnxruntime could not load ${path}: ${tidy(reason)}`;
}

function availableProviders(): string {
  const names = listSupportedBackends().map(({ name, bundled }) =>
    bundled ? name : `${name} (its libraries must be installed)`,
  );
  return `onnxruntime-node has on this platform: ${names.join(', ')}`;
}

/** Without the place in onnxruntime's own sources. */
function tidy(reason: string): string {
  return reason.replace(/^\/onnxruntime_src\/\S+ .*?\) (?=\S)/, '').trim();
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
