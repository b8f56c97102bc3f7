import fc from 'fast-check';
import type { Datatype } from '../../../../../src/contract';
import { openInferenceService } from '../../../../../src/protocols/open-inference/definition';
import type { InferParameter } from '../../../../../src/protocols/open-inference/generated/inference/InferParameter';
import type { InferTensorContents } from '../../../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import type { ModelInferResponse } from '../../../../../src/protocols/open-inference/generated/inference/ModelInferResponse';
import {
  canBeTyped,
  encodeInferResponse,
  encodeStreamAnswer,
  encodeStreamFailure,
  MAX_PACKED_BYTES,
} from '../../../../../src/protocols/open-inference/grpc/infer-response';
import {
  NO_PARAMETERS,
  type InferAnswer,
  type Parameters,
} from '../../../../../src/protocols/open-inference/infer-message';
import { genericContents, genericParameters, hex, hexOf, parameters, tensor, text, TYPED } from './generic-messages';

const { ModelInfer, ModelStreamInfer } = openInferenceService;

function answer(datatypes?: readonly Datatype[]): fc.Arbitrary<InferAnswer> {
  const output = fc
    .record({ name: text, part: tensor(datatypes), parameters, isShared: fc.boolean() })
    .map(({ name, part, parameters: ofOutput, isShared }) => ({
      name,
      datatype: part.datatype,
      shape: part.shape,
      parameters: ofOutput,
      bytes: isShared ? undefined : part.bytes,
    }));
  return fc.record({
    modelName: text,
    modelVersion: text,
    id: text,
    parameters,
    outputs: fc.array(output, { maxLength: 4 }),
  });
}

function withoutForm(given: Readonly<Record<string, InferParameter>>) {
  return Object.fromEntries(Object.entries(given).map(([name, { ...value }]) => [name, value]));
}

/** A generic decoder gives strings for long numbers, and lists for empty bytes. */
function genericParametersRead(given: Parameters) {
  return withoutForm(genericParameters(given) as Record<string, InferParameter>);
}

function shown({ outputs, raw_output_contents, parameters: given, ...rest }: ModelInferResponse) {
  return {
    ...rest,
    parameters: withoutForm(given),
    outputs: outputs.map((output) => ({
      ...output,
      parameters: withoutForm(output.parameters),
      contents: filled(output.contents),
    })),
    raw: raw_output_contents.map((each) => hexOf(Buffer.from(each))),
  };
}

/** The fields that have elements; null for no contents at all. */
function filled(contents: InferTensorContents | null) {
  if (contents === null) return null;
  const entries = Object.entries(contents) as [string, readonly unknown[]][];
  return Object.fromEntries(
    entries
      .filter(([, elements]) => elements.length > 0)
      .map(([field, elements]) => [
        field,
        elements.map((each) =>
          each instanceof Uint8Array || Array.isArray(each) ? hexOf(Buffer.from(each as Uint8Array)) : each,
        ),
      ]),
  );
}

function expected(given: InferAnswer, isRaw: boolean) {
  return {
    model_name: given.modelName,
    model_version: given.modelVersion,
    id: given.id,
    parameters: genericParametersRead(given.parameters),
    outputs: given.outputs.map(({ name, datatype, shape, parameters: ofOutput, bytes }) => ({
      name,
      datatype,
      shape: shape.map(String),
      parameters: genericParametersRead(ofOutput),
      contents:
        isRaw || bytes === undefined
          ? null
          : filled(genericContents({ kind: 'tensor', datatype, shape, bytes }) as InferTensorContents),
    })),
    raw: isRaw ? given.outputs.map(({ bytes }) => (bytes === undefined ? '' : hexOf(bytes))) : [],
  };
}

describe('encodeInferResponse', () => {
  it('writes raw answers that a generic decoder reads', () => {
    fc.assert(
      fc.property(answer(), (given) => {
        const read = ModelInfer.responseDeserialize(encodeInferResponse({ answer: given, isRaw: true }));
        expect(shown(read)).toEqual(expected(given, true));
      }),
    );
  });

  it('writes typed answers that a generic decoder reads', () => {
    fc.assert(
      fc.property(answer(TYPED), (given) => {
        const read = ModelInfer.responseDeserialize(encodeInferResponse({ answer: given, isRaw: false }));
        expect(shown(read)).toEqual(expected(given, false));
      }),
      { numRuns: 300 },
    );
  });

  it('writes typed tensors that are longer than what is widened at a time', () => {
    const numbers = Int16Array.from({ length: 40_000 }, (_, index) => index - 20_000);
    const output = { name: 'y', datatype: 'INT16', shape: [40_000], parameters: NO_PARAMETERS } as const;
    const outputs = [{ ...output, bytes: new Uint8Array(numbers.buffer) }];
    const given = { modelName: 'm', modelVersion: '1', id: '', parameters: NO_PARAMETERS, outputs };
    const read = ModelInfer.responseDeserialize(encodeInferResponse({ answer: given, isRaw: false }));
    expect(read.outputs[0]!.contents!.int_contents).toEqual(Array.from(numbers));
  });

  it('cannot be typed when packing its elements would take long', () => {
    const outputOf = (datatype: Datatype, bytes: number) => {
      const output = { name: 'y', datatype, shape: [bytes], parameters: NO_PARAMETERS, bytes: new Uint8Array(bytes) };
      return { modelName: 'm', modelVersion: '1', id: '', parameters: NO_PARAMETERS, outputs: [output] };
    };
    expect(canBeTyped(outputOf('INT8', MAX_PACKED_BYTES))).toBe(true);
    expect(canBeTyped(outputOf('INT8', MAX_PACKED_BYTES + 1))).toBe(false);
    expect(canBeTyped(outputOf('FP32', MAX_PACKED_BYTES + 4))).toBe(true);
  });

  it('cannot be typed when one output has no typed field', () => {
    fc.assert(
      fc.property(answer(), (given) => {
        const isHalf = given.outputs.some(({ datatype }) => datatype === 'FP16' || datatype === 'BF16');
        expect(canBeTyped(given)).toBe(!isHalf);
      }),
    );
  });
});

describe('encodeStreamAnswer and encodeStreamFailure', () => {
  it('write answers that a generic decoder reads', () => {
    fc.assert(
      fc.property(answer(), (given) => {
        const read = ModelStreamInfer.responseDeserialize(encodeStreamAnswer({ answer: given, isRaw: true }));
        expect(read.error_message).toBe('');
        expect(shown(read.infer_response!)).toEqual(expected(given, true));
      }),
    );
  });

  it('write failures that a generic decoder reads', () => {
    fc.assert(
      fc.property(fc.record({ message: text, id: text, modelName: text, modelVersion: text }), (given) => {
        const read = ModelStreamInfer.responseDeserialize(encodeStreamFailure(given));
        expect(read).toMatchObject({
          error_message: given.message,
          infer_response: { id: given.id, model_name: given.modelName, model_version: given.modelVersion, outputs: [] },
        });
      }),
    );
  });

  it('write what is empty as nothing', () => {
    const bytes = encodeStreamFailure({ message: 'no', id: 'r', modelName: '', modelVersion: '' });
    expect(hexOf(bytes)).toBe(hexOf(hex('0a02 6e6f 1203 1a01 72')));
  });
});
