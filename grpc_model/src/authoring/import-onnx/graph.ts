import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { checkOnnxFile } from '../../catalog/sources/check-onnx-file';
import { externalFilesOf } from '../../catalog/sources/weight-facts';
import type { TensorDeclaration } from '../../contract';
import { messageOf } from '../../core/errors';
import type { Item, Part } from '../../core/request';
import { toTensor, toTensorPart } from '../../core/tensor';
import { forbidTelemetry } from '../../execution/no-telemetry';
import { createSession } from '../../runtimes/onnx/create-session';
import { fromOrtTensor, toOrtTensor } from '../../runtimes/onnx/ort-tensor';
import { readSignature } from '../../runtimes/onnx/read-signature';

/** An input or output of a graph, by the graph's own name. */
export interface GraphPort {
  readonly name: string;
  readonly tensor: TensorDeclaration;
  /** The names of open dimensions, undefined for all others; open dimensions of one name are equally long. */
  readonly symbols: readonly (string | undefined)[];
}

/** A file that holds weights. */
export interface WeightFile {
  /** From the folder of the model's file, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** An ONNX file that is loaded and can be run. */
export interface Graph {
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  /** The model's own file, then those of its external data. */
  readonly files: readonly [WeightFile, ...WeightFile[]];
  /** One run, of tensors by the graph's names. @throws Error as onnxruntime does */
  run(item: Item): Promise<Item>;
  close(): Promise<void>;
}

const LOG_SEVERITY_FATAL = 4;

/**
 * Loads an ONNX file as the server would.
 *
 * @throws Error with the reason, and what to do
 */
export async function openGraph(path: string): Promise<Graph> {
  const files = await weightFiles(path);
  await checkOnnxFile(path).catch((thrown: unknown) => {
    throw new Error(`${messageOf(thrown)} Copy or export the file again.`, { cause: thrown });
  });
  forbidTelemetry();
  const session = await load(path);
  // Throws where the server has no such types.
  const { inputs, outputs } = readSignature(session.inputMetadata, session.outputMetadata);
  return {
    inputs: inputs.map(({ name, tensor }, at) => portOf(name, tensor, session.inputMetadata[at])),
    outputs: outputs.map(({ name, tensor }, at) => portOf(name, tensor, session.outputMetadata[at])),
    files,
    run: (item) => run(session, item),
    close: () => session.release(),
  };
}

async function weightFiles(path: string): Promise<[WeightFile, ...WeightFile[]]> {
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) throw new Error(`There is no file ${path}; give the path of an .onnx file.`);
  if (!file.isFile()) throw new Error(`${path} is a folder; give the path of the .onnx file in it.`);
  if (file.size === 0) throw new Error(`${path} is empty; copy or export it again.`);
  const others: WeightFile[] = [];
  for (const name of await externalFilesOf(path)) {
    const other = join(dirname(path), name);
    const facts = await stat(other).catch(() => undefined);
    if (facts?.isFile() !== true)
      throw new Error(
        `${basename(path)} keeps weights in the file ${name}, which is not beside it; put it at ${other}, and try again.`,
      );
    others.push({ name, path: other, bytes: facts.size });
  }
  return [{ name: basename(path), path, bytes: file.size }, ...others];
}

async function load(path: string): Promise<InferenceSession> {
  try {
    return await createSession(path, { executionProviders: ['cpu'], intraOpThreads: 1, interOpThreads: 1 });
  } catch (thrown) {
    const reason = messageOf(thrown);
    throw new Error(`${reason.replace(/\.?\s*$/, '.')}${adviceFor(reason)}`, { cause: thrown });
  }
}

function adviceFor(reason: string): string {
  if (reason.includes('Could not find an implementation'))
    return (
      ' The number in brackets is the version of the operator: export the model with a newer opset (13 or later), ' +
      'or, where it is new, with element types that the operator has.'
    );
  if (/not a registered function\/op|No [Oo]p registered/.test(reason))
    return ' The graph has an operator that onnxruntime-node lacks: export it with operators of the ONNX standard alone.';
  if (/opset|IR version/i.test(reason)) return ' Export the model with an older opset, or IR version.';
  return '';
}

function portOf(
  name: string,
  tensor: TensorDeclaration | undefined,
  value: InferenceSession.ValueMetadata | undefined,
): GraphPort {
  if (tensor === undefined || value?.isTensor !== true) throw new Error(`"${name}" is no tensor.`);
  const symbols = value.shape.map((length) => (typeof length === 'string' && length !== '' ? length : undefined));
  // An exporter may write any number below zero for an open dimension.
  const shape = tensor.shape.map((length) => Math.max(length, -1));
  return { name, tensor: { ...tensor, shape }, symbols };
}

async function run(session: InferenceSession, item: Item): Promise<Item> {
  const feeds = Array.from(item, ([name, part]) => [name, toOrtTensor(name, toTensor(tensorOf(name, part)))] as const);
  // What goes wrong is thrown, too, and told in its place.
  const fetched = await session.run(Object.fromEntries(feeds), { logSeverityLevel: LOG_SEVERITY_FATAL });
  return new Map(
    Object.entries(fetched).map(([name, output]) => [name, copyOf(toTensorPart(fromOrtTensor(name, output)))]),
  );
}

/** The runtime may use its memory again. */
function copyOf<P extends Part>(part: P): P {
  return { ...part, bytes: new Uint8Array(part.bytes) };
}

function tensorOf(name: string, part: Part) {
  if (part.kind === 'tensor') return part;
  throw new Error(`The input "${name}" is no tensor.`);
}
