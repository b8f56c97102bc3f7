import { toTensor } from '../../../src/core/tensor';
import { encodeElements, type JsonDatatype } from '../../../src/core/json-elements';
import type { Datatype, Tensor } from '../../../src/contract';
import { whyNoTensors } from '../../../src/test-cases/case-tensors';
import { ofTensors, type SendTensors } from './open-inference';
import type { Ports, Protocol } from './protocol';

interface JsonOutput {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** REST in JSON alone, as somebody with curl sends it: texts, numbers and booleans, but no bytes that are no text. */
export function openInferenceJson({ http }: Ports): Protocol {
  const send: SendTensors = async ({ name, version }, inputs, parameters) => {
    const path = version === undefined ? name : `${name}/versions/${version}`;
    const body = JSON.stringify({
      parameters,
      inputs: Object.entries(inputs).map(([input, tensor]) => {
        return { name: input, datatype: tensor.datatype, shape: tensor.shape, data: elementsOf(tensor) };
      }),
    });
    const response = await fetch(`http://127.0.0.1:${http}/v2/models/${path}/infer`, { method: 'POST', body });
    const answer = (await response.json()) as { readonly outputs: readonly JsonOutput[]; readonly error?: string };
    if (!response.ok) throw new Error(answer.error);
    return Object.fromEntries(answer.outputs.map((output) => [output.name, tensorOf(output)]));
  };
  const protocol = ofTensors('OIP REST, JSON', send, () => undefined);
  return {
    ...protocol,
    objection: ({ metadata }, testCase) =>
      whyNoTensors(testCase, metadata) ??
      (Object.values(testCase.inputs).every(isText) || metadata.inputs.every(({ tensor }) => tensor !== undefined)
        ? undefined
        : 'JSON carries texts, and an input is none'),
  };
}

function elementsOf(tensor: Tensor): unknown[] {
  switch (tensor.datatype) {
    case 'BYTES':
      return tensor.data.map((each) => Buffer.from(each).toString());
    case 'BOOL':
      return Array.from(tensor.data, (each) => each !== 0);
    case 'INT64':
    case 'UINT64':
      return Array.from(tensor.data, Number);
    default:
      return [...tensor.data];
  }
}

function tensorOf({ datatype, shape, data }: JsonOutput): Tensor {
  const encoded = encodeElements(datatype as JsonDatatype, data);
  if ('misfit' in encoded) throw new Error(`The answer has an element that is no ${datatype}.`);
  return toTensor({ kind: 'tensor', datatype, shape, bytes: encoded.bytes });
}

function isText(content: Uint8Array): boolean {
  return Buffer.from(content).toString().length > 0 && Buffer.from(Buffer.from(content).toString()).equals(content);
}
