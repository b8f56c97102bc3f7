import fc from 'fast-check';
import { ServingError } from '../../../../src/core/errors';
import { cutJson, MAX_ENVELOPE_BYTES } from '../../../../src/core/json/cut-json';
import { MAX_TEXT_BYTES } from '../../../../src/core/json/text-store';
import { TimeSlices } from '../../../../src/core/json/time-slices';

const PATH = ['inputs', '*', 'data'];

async function cut(json: string | Buffer, maxDepth = 16) {
  const { envelope, values } = await cutJson(Buffer.from(json), PATH, maxDepth);
  return { envelope, values: values.map(String) };
}

/** Puts values back where they were cut out. */
function whole(envelope: unknown, values: readonly string[]): unknown {
  const { inputs } = envelope as { inputs: { data: number }[] };
  return {
    ...Object(envelope),
    inputs: inputs.map((each) => ({ ...each, data: JSON.parse(values[each.data]!) as unknown })),
  };
}

describe('cutting values out of JSON', () => {
  it('leaves an index in the place of each value at the path', async () => {
    const json = '{"id":"a","inputs":[{"name":"x","data":[1,[2,"]"]]},{"data" : 5 },{"data":"{"}],"data":[7]}';
    expect(await cut(json)).toEqual({
      envelope: { id: 'a', inputs: [{ name: 'x', data: 0 }, { data: 1 }, { data: 2 }], data: [7] },
      values: ['[1,[2,"]"]]', '5', '"{"'],
    });
  });

  it('finds a key however it is escaped', async () => {
    expect(await cut('{"inputs":[{"d\\u0061ta":[9]}]}')).toEqual({
      envelope: { inputs: [{ data: 0 }] },
      values: ['[9]'],
    });
  });

  it('cuts nothing at another depth or under another key', async () => {
    const json = { inputs: { data: [1] }, outputs: [{ data: [2] }], x: [{ inputs: [{ data: [3] }] }] };
    expect(await cut(JSON.stringify(json))).toEqual({ envelope: json, values: [] });
  });

  it('cuts whatever JSON stands there, so that the whole is the same again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.jsonValue({ maxDepth: 4 }), async (list, extra) => {
        const request = { extra, inputs: list.map((data) => ({ before: extra, data, after: 1 })) };
        const json = JSON.stringify(request, null, list.length % 3);
        const { envelope, values } = await cut(json);
        expect(values).toHaveLength(list.length);
        expect(whole(envelope, values)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('reads any bytes, or refuses them as the caller has to know', async () => {
    const token = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '"inputs"', '"data"', '1', 'x', '\xff');
    await fc.assert(
      fc.asyncProperty(fc.array(token), async (tokens) => {
        const bytes = Buffer.from(tokens.join(''), 'latin1');
        const isJson = canParse(bytes);
        const thrown = await cut(bytes).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (thrown !== undefined) expect((thrown as ServingError).code).toBe('invalid-argument');
        if (isJson) expect(thrown).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what does not end, and what is empty', async () => {
    await expect(cut('{"inputs":[{"data":[1,2')).rejects.toThrow('is not JSON');
    await expect(cut('')).rejects.toThrow('The body is empty');
  });

  it('refuses nesting beyond the bound, inside of values and outside', async () => {
    const deep = '['.repeat(17) + ']'.repeat(17);
    for (const json of [deep, `{"inputs":[{"data":${deep}}]}`]) {
      await expect(cut(json)).rejects.toThrow('JSON nesting depth exceeds maximum allowed limit (16)');
    }
  });

  it('refuses more around the values than it parses at once', async () => {
    const json = JSON.stringify({ id: 'x'.repeat(MAX_ENVELOPE_BYTES), inputs: [] });
    await expect(cut(json)).rejects.toThrow(`more than ${MAX_ENVELOPE_BYTES} bytes of JSON beside inputs.*.data`);
  });

  it.each(['{"inputs":[{"data":["', '{"inputs":[{"data":"', '{"inputs":"', '{"x":["'])(
    'refuses a text that is too long to look through at once: %s',
    async (opening) => {
      const json = `${opening}${'x'.repeat(MAX_TEXT_BYTES)}"`;
      await expect(cut(json)).rejects.toThrow(
        `The body has a text of more than ${MAX_TEXT_BYTES} bytes in its JSON, at byte ${opening.length - 1}; send it as binary data.`,
      );
    },
  );

  it('lets others have their turn while it looks through much', async () => {
    let turns = 0;
    class CountedSlices extends TimeSlices {
      override get isOver(): boolean {
        return true;
      }
      override async next(): Promise<void> {
        turns++;
      }
    }
    const json = Buffer.from(
      JSON.stringify({
        inputs: [
          {
            data: 'x,'
              .repeat(10)
              .split('')
              .map(() => '1'.repeat(9999)),
          },
        ],
      }),
    );
    await cutJson(json, PATH, 16, new CountedSlices());
    expect(turns).toBeGreaterThan(3);
  });
});

function canParse(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return !bytes.includes(0xff);
  } catch {
    return false;
  }
}
