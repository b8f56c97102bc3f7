import { Fields } from './fields';

// What servers say of themselves and of their models, with the protocol's own names. Every reader takes a message of gRPC and the
// object of a JSON answer alike.

export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  /** -1 stands for any length. */
  readonly shape: readonly number[];
}

export interface ModelMetadata {
  readonly name: string;
  /** The ready ones; empty where the server does not tell. */
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

export interface ConfiguredTensor {
  readonly name: string;
  /** For example `TYPE_FP32`; BYTES is `TYPE_STRING`. */
  readonly data_type: string;
  /** Without the batch, where `max_batch_size` is greater than 0. */
  readonly dims: readonly number[];
}

export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  /** 0: no dimension is the batch. */
  readonly max_batch_size: number;
  readonly input: readonly ConfiguredTensor[];
  readonly output: readonly ConfiguredTensor[];
  /** Whether one request may have any number of answers, which `stream` reads. */
  readonly decoupled: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface StatisticDuration {
  readonly count: number;
  /** Of all of them together, in nanoseconds. */
  readonly ns: number;
}

const DURATIONS = [
  'success',
  'fail',
  'queue',
  'compute_input',
  'compute_infer',
  'compute_output',
  'cache_hit',
  'cache_miss',
] as const;

export interface BatchStatistics {
  readonly batch_size: number;
  readonly compute_input: StatisticDuration;
  readonly compute_infer: StatisticDuration;
  readonly compute_output: StatisticDuration;
}

export interface ModelStatistics {
  readonly name: string;
  readonly version: string;
  /** In milliseconds since 1970; 0: never. */
  readonly last_inference: number;
  /** Items, or rows, of all requests. */
  readonly inference_count: number;
  /** Calls of the model, each with a batch. */
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<(typeof DURATIONS)[number], StatisticDuration>>;
  readonly batch_stats: readonly BatchStatistics[];
}

export interface ModelIndex {
  readonly name: string;
  readonly version: string;
  /** `READY`, `UNAVAILABLE`, `LOADING`, `UNLOADING`, `UNKNOWN`; empty for a model that was never loaded. */
  readonly state: string;
  readonly reason: string;
}

export function readServerMetadata(answer: unknown): ServerMetadata {
  const fields = new Fields(answer, 'the metadata');
  return { name: fields.text('name'), version: fields.text('version'), extensions: fields.texts('extensions') };
}

export function readModelMetadata(answer: unknown): ModelMetadata {
  const fields = new Fields(answer, 'the metadata');
  return {
    name: fields.text('name'),
    versions: fields.texts('versions'),
    platform: fields.text('platform'),
    inputs: fields.objects('inputs').map(readTensor),
    outputs: fields.objects('outputs').map(readTensor),
  };
}

export function readModelConfig(answer: unknown): ModelConfig {
  const fields = new Fields(answer, 'the configuration');
  return {
    name: fields.text('name'),
    platform: fields.text('platform'),
    backend: fields.text('backend'),
    max_batch_size: fields.number('max_batch_size'),
    input: fields.objects('input').map(readConfiguredTensor),
    output: fields.objects('output').map(readConfiguredTensor),
    decoupled: fields.object('model_transaction_policy').flag('decoupled'),
    parameters: readConfiguredParameters(fields.object('parameters')),
  };
}

export function readStatistics(answer: unknown): ModelStatistics[] {
  return new Fields(answer, 'the statistics').objects('model_stats').map((fields) => ({
    name: fields.text('name'),
    version: fields.text('version'),
    last_inference: fields.number('last_inference'),
    inference_count: fields.number('inference_count'),
    execution_count: fields.number('execution_count'),
    inference_stats: readDurations(fields.object('inference_stats'), DURATIONS),
    batch_stats: fields.objects('batch_stats').map(readBatch),
  }));
}

/** @param models the list itself, which REST answers with bare */
export function readIndex(models: unknown): ModelIndex[] {
  return new Fields({ models }, 'the index').objects('models').map((fields) => ({
    name: fields.text('name'),
    version: fields.text('version'),
    state: fields.text('state'),
    reason: fields.text('reason'),
  }));
}

function readTensor(fields: Fields): TensorMetadata {
  return { name: fields.text('name'), datatype: fields.text('datatype'), shape: fields.numbers('shape') };
}

function readConfiguredTensor(fields: Fields): ConfiguredTensor {
  return { name: fields.text('name'), data_type: fields.text('data_type'), dims: fields.numbers('dims') };
}

function readConfiguredParameters(fields: Fields): Record<string, string> {
  const names = fields.entries().map(([name]) => name);
  return Object.fromEntries(names.map((name) => [name, fields.object(name).text('string_value')]));
}

function readBatch(fields: Fields): BatchStatistics {
  const durations = readDurations(fields, ['compute_input', 'compute_infer', 'compute_output']);
  return { batch_size: fields.number('batch_size'), ...durations };
}

function readDurations<Name extends string>(fields: Fields, names: readonly Name[]): Record<Name, StatisticDuration> {
  const read = (name: Name) => ({ count: fields.object(name).number('count'), ns: fields.object(name).number('ns') });
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, StatisticDuration>;
}
