import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError, ModelWrapper, results, type ModelInput, type ModelOutput } from '../../../src/contract';
import type { ModelSpec } from '../../../src/core/model-spec';
import { warmUp } from '../../../src/execution/warm-up';
import { WrapperHost } from '../../../src/execution/wrapper-host';
import { SILENT } from '../../support/requests';
import { specOf } from '../../support/specs';
import { createTestBundle, declaredInput, type TestBundle } from '../../support/test-bundle';

let folder: string;
let bundle: TestBundle;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warm-up-'));
  bundle = createTestBundle();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  bundle[Symbol.dispose]();
});

/** A test case with one file for the input `command`. */
function caseOf(name: string, text: string) {
  const path = join(folder, name, 'command');
  mkdirSync(join(folder, name));
  writeFileSync(path, text);
  return { command: path };
}

/** Runs a warm-up over a wrapper, and tells what that was given. */
async function inputsOf(spec: ModelSpec, answer: (input: ModelInput) => ModelOutput = () => results({ result: 1 })) {
  const seen: ModelInput[] = [];
  class Recording extends ModelWrapper {
    override handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
      seen.push(input);
      return Promise.resolve().then(() => answer(input));
    }
  }
  const host = new WrapperHost(new Recording(bundle));
  await warmUp(host, spec, { signal: new AbortController().signal, logger: SILENT });
  return seen;
}

const specWith = (warm: ModelSpec['warmUp'], inputs = bundle.metadata.inputs): ModelSpec => {
  const spec = specOf(bundle, '');
  return { ...spec, warmUp: warm, bundle: { ...spec.bundle, metadata: { ...spec.bundle.metadata, inputs } } };
};

test('every case is run, in order', async () => {
  const seen = await inputsOf(specWith([caseOf('first', 'a'), caseOf('second', 'b')]));
  expect(seen.map((input) => input.text('command'))).toEqual(['a', 'b']);
});

test('a case that fails fails the load, and is named', async () => {
  const spec = specWith([caseOf('good', 'a'), caseOf('bad', 'b')]);
  const answer = (input: ModelInput) => {
    if (input.text('command') === 'b') throw new Error('no such layer');
    return results({ result: 1 });
  };
  await expect(inputsOf(spec, answer)).rejects.toMatchObject({
    code: 'failed-precondition',
    message: 'It failed its warm-up with the test case bad: no such layer',
  });
});

test('a case that the model refuses is as good as any other', async () => {
  const refuse = () => {
    throw new InvalidInputError('I do not like this item.');
  };
  expect(await inputsOf(specWith([caseOf('one', 'a'), caseOf('two', 'b')]), refuse)).toHaveLength(2);
});

test('without cases, tensors are zeros, and what is unknown of a shape is 1', async () => {
  const inputs = [declaredInput('x', { tensor: { datatype: 'FP32', shape: [-1, 3] } })];
  const [seen] = await inputsOf(specWith([], inputs));
  expect(seen?.tensor('x')).toMatchObject({ datatype: 'FP32', shape: [1, 3], data: new Float32Array(3) });
});

test('zeros that fail say how to turn them off', async () => {
  const inputs = [declaredInput('x', { tensor: { datatype: 'FP32', shape: [3] } })];
  const fail = () => {
    throw new Error('division by zero');
  };
  await expect(inputsOf(specWith([], inputs), fail)).rejects.toThrow('config.yaml can turn that off: warmUp.enabled');
});

test('without cases, an input that is no tensor leaves nothing to run', async () => {
  expect(await inputsOf(specWith([]))).toEqual([]);
});

test('null runs nothing', async () => {
  const inputs = [declaredInput('x', { tensor: { datatype: 'FP32', shape: [3] } })];
  expect(await inputsOf(specWith(null, inputs))).toEqual([]);
});

test('after enough time the other cases are left out', async () => {
  const spec = specWith([caseOf('slow', 'a'), caseOf('another', 'b')]);
  const clock = jest.spyOn(performance, 'now');
  const answer = () => {
    clock.mockReturnValue(1e9);
    return results({ result: 1 });
  };
  const seen = await inputsOf(spec, answer).finally(() => clock.mockRestore());
  expect(seen).toHaveLength(1);
});
