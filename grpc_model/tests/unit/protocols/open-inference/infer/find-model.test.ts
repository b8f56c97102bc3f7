import { toServingError } from '../../../../../src/core/errors';
import { findModel, refusalOfUnready } from '../../../../../src/protocols/open-inference/infer/find-model';
import { recordOf } from '../../../../support/requests';
import { servingOf } from '../../../../support/serving-fixture';
import { testMetadata } from '../../../../support/test-bundle';

async function refusalOf(name: string, version: string, candidate = {}): Promise<string> {
  const { serving } = await servingOf({ metadata: testMetadata(), candidate });
  try {
    return `found ${findModel(serving, { name, version }, { record: recordOf() }).version.text}`;
  } catch (thrown) {
    const { code, message } = toServingError(thrown);
    return `${code}: ${message}`;
  }
}

describe('a model', () => {
  it('is found by its name, with or without its version', async () => {
    expect(await refusalOf('m', '')).toBe('found 7');
    expect(await refusalOf('m', '7')).toBe('found 7');
  });

  it('counts the call as its own', async () => {
    const { serving } = await servingOf({ metadata: testMetadata() });
    const record = recordOf();
    findModel(serving, { name: 'm', version: '' }, { record });
    expect([record.model, record.modelVersion]).toEqual(['m', '7']);
  });

  it('that there is not is refused with what there is (contract section 3.7)', async () => {
    expect(await refusalOf('x', '')).toBe(
      `not-found: Request for unknown model: 'x' is not found. There is no model "x"; there are: m.`,
    );
    expect(await refusalOf('m', '8')).toBe(
      `not-found: Request for unknown model: 'm' version 8 is not found. The model m has no version "8"; there are: 7.`,
    );
  });

  it('without versions is refused without what its files are', async () => {
    const candidate = { versions: [], problems: ['/secret/place is empty.'] };
    expect(await refusalOf('m', '', candidate)).toBe(
      "not-found: Request for unknown model: 'm' has no available versions",
    );
  });

  it.each([
    ['x'.repeat(129), '', `'${'x'.repeat(128)}…' is not found. A name has up to 128 printable characters.`],
    ['a\nb\u202e', '', "'a?b?' is not found. A name has up to 128 printable characters."],
    ['m', '7\u0000', "'m' version 7? is not found. A version has up to 128 printable characters."],
  ])('%#: whose name nothing can have is refused without repeating all of it', async (name, version, end) => {
    expect(await refusalOf(name, version)).toBe(`not-found: Request for unknown model: ${end}`);
  });
});

it('tells that a model is not ready, and not which file it is for', async () => {
  const { serving } = await servingOf({ metadata: testMetadata(), failsToLoad: '/secret/weights are gone' });
  const handle = findModel(serving, { name: 'm', version: '' }, { record: recordOf() });
  const { code, message } = refusalOfUnready(handle);
  expect(code).toBe('unavailable');
  expect(message).toBe(
    "Request for unknown model: 'm' version 7 is not at ready state. It failed to load; the status of the server tells why.",
  );
});
