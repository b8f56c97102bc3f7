import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus } from '@grpc/grpc-js';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { modelHeaders, rawFloats, runModel } from '../support/store-client';
import { addingModel, EXTERNAL_MODEL, putModel } from '../support/store-models';
import { startTestServer, type TestServer } from '../support/start-test-server';

const MAX_MODEL_BYTES = 2000;

/** Ways to break a model, each in a model of its own, and what its status must say. */
const BROKEN: Readonly<Record<string, { put: (store: TestFolder, name: string) => void; says: RegExp }>> = {
  truncated: {
    put: (store, name) => putModel(store, name, '1', addingModel(1).subarray(0, 60)),
    says: /model\.onnx is cut off: it has 60 bytes, and its content goes on to byte \d+/,
  },
  'cut-inside': {
    // Whole on the outside, and nonsense within.
    put: (store, name) => putModel(store, name, '1', Buffer.from([8, 8, 0x3a, 4, 0xff, 0xff, 0xff, 0xff])),
    says: /model\.onnx|protobuf|Load/i,
  },
  text: {
    put: (store, name) => putModel(store, name, '1', Buffer.from('This is no model at all.')),
    says: /model\.onnx (is no ONNX file|breaks off|is cut off)/,
  },
  empty: { put: (store, name) => putModel(store, name, '1', Buffer.alloc(0)), says: /model\.onnx/ },
  'wrong-checksum': {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      store.write(`${name}/1/SHA256SUMS`, `${'0'.repeat(64)}  model.onnx\n`);
    },
    says: /The checksum of model\.onnx is [0-9a-f]{64}; SHA256SUMS expects 0{64}/,
  },
  'missing-file': {
    put: (store, name) => store.write(`${name}/1/notes.txt`, 'nothing here'),
    says: /model\.onnx/,
  },
  'checksum-of-missing-file': {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      store.write(`${name}/1/SHA256SUMS`, `${'0'.repeat(64)}  weights.bin\n`);
    },
    says: /SHA256SUMS names weights\.bin, which cannot be read/,
  },
  'folder-for-file': {
    put: ({ path }, name) => mkdirSync(join(path, name, '1', 'model.onnx'), { recursive: true }),
    says: /model\.onnx is a folder/,
  },
  oversized: {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      store.write(`${name}/1/weights.bin`, Buffer.alloc(MAX_MODEL_BYTES));
    },
    says: /\d+ bytes together; expected at most 2000 \(MAX_MODEL_BYTES\)/,
  },
  'bad-config': {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      store.write(`${name}/config.yaml`, 'batching: { maxBatchSize: many }\n');
    },
    says: /bad-config\/config\.yaml:1: batching\.maxBatchSize: found "many"/,
  },
  'config-that-is-no-yaml': {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      store.write(`${name}/config.yaml`, 'batching: [unclosed\n');
    },
    says: /config\.yaml/,
  },
  'config-folder': {
    put: (store, name) => {
      putModel(store, name, '1', 1);
      mkdirSync(join(store.path, name, 'config.yaml'));
    },
    says: /EISDIR|folder/,
  },
  'no-external-data': {
    put: (store, name) => putModel(store, name, '1', EXTERNAL_MODEL),
    says: /weights\.bin/,
  },
  'short-external-data': {
    put: (store, name) => {
      putModel(store, name, '1', EXTERNAL_MODEL);
      store.write(`${name}/1/weights.bin`, Buffer.alloc(4));
    },
    says: /weights/,
  },
  'escaping-external-data': {
    put: (store, name) => {
      const bytes = Buffer.from(EXTERNAL_MODEL);
      // As long as the name that it replaces.
      bytes.write('../../n.bin', bytes.indexOf('weights.bin'));
      store.write('n.bin', Buffer.alloc(8));
      putModel(store, name, '1', bytes);
    },
    says: /n\.bin|external/i,
  },
};

const BROKEN_NAMES = Object.keys(BROKEN);

let store: TestFolder;
let server: TestServer;

beforeAll(async () => {
  store = createTestFolder();
  for (const [name, { put }] of Object.entries(BROKEN)) put(store, name);
  putModel(store, 'whole', '1', 1);
  store.write('whole/1/SHA256SUMS', `${createHash('sha256').update(addingModel(1)).digest('hex')}  model.onnx\n`);
  putModel(store, 'whole-with-external-data', '1', EXTERNAL_MODEL);
  store.write('whole-with-external-data/1/weights.bin', rawFloats(10, 20));
  putModel(store, 'scripted-model', '1', 1);
  putModel(store, 'a bad name!', '1', 1);
  store.write('a-file-of-the-store.txt', 'nobody minds');
  const env = { WORKERS: '1', MODEL_STORE: store.path, MAX_MODEL_BYTES: String(MAX_MODEL_BYTES) };
  server = await startTestServer({ env });
});

afterAll(async () => {
  await server.stop();
  store[Symbol.dispose]();
});

const zeros = rawFloats(0, 0);
const listing = (name: string) => server.catalog.list().find((each) => each.name === name)!;

/** What `Status` says of a model that does not serve: the trailer's reason, or the refusal. */
async function statusOf(name: string): Promise<string> {
  return server.client.status({ headers: modelHeaders(name) }).then(
    ({ response, trailers }) => {
      expect(response.status_code).toBe(500);
      return decodeURIComponent(String(trailers.get('model-failure-reason')[0]));
    },
    (error: unknown) => {
      const { code, details } = error as { code: grpcStatus; details: string };
      expect(code).toBe(grpcStatus.FAILED_PRECONDITION);
      return details;
    },
  );
}

describe('a broken model', () => {
  test.each(BROKEN_NAMES)('%s: its status says what is wrong', async (name) => {
    const { says } = BROKEN[name]!;
    const reason = await statusOf(name);
    expect(reason).toMatch(says);
    const [version] = listing(name).versions;
    expect(version?.state).toMatchObject({ name: 'failed', reason: expect.stringMatching(says) as string });
    expect(await server.client.health(name)).toBe('NOT_SERVING');
    const told = server.log.with('The model failed to load.').filter(({ fields }) => fields['model'] === name);
    expect(told.map(({ fields }) => fields['reason'])).toContainEqual(expect.stringMatching(says));
  });

  test.each(BROKEN_NAMES)('%s: a call is answered as by any model that did not load', async (name) => {
    const call = server.client.run({ inputs: [{ input: { x: zeros } }] }, { headers: modelHeaders(name) });
    expect((await call).response).toMatchObject({ status_code: 500, outputs: [{ success: false }] });
  });

  test('every other model serves', async () => {
    expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
    await server.client.status({ headers: modelHeaders('whole') });
    await server.client.status({ headers: modelHeaders('whole-with-external-data') });
    expect(await runModel(server.client, 'whole', [zeros])).toMatchObject([{ values: [1, 1] }]);
    expect(await runModel(server.client, 'whole-with-external-data', [zeros])).toMatchObject([{ values: [10, 20] }]);
    expect(server.workers()).toHaveLength(1);
  });

  test('one that is repaired is served after a look at the store', async () => {
    for (const name of ['truncated', 'missing-file', 'wrong-checksum']) {
      putModel(store, name, '1', 5);
      store.write(`${name}/1/SHA256SUMS`, '');
    }
    await server.catalog.rescan();
    for (const name of ['truncated', 'missing-file', 'wrong-checksum']) {
      await server.client.status({ headers: modelHeaders(name) });
      expect(await runModel(server.client, name, [zeros])).toMatchObject([{ values: [5, 5] }]);
    }
  });
});

test('of two models of one name, the authored one is served, and both places are named', () => {
  expect(listing('scripted-model').problems).toEqual([
    `There is another model of this name in ${store.path}/scripted-model, which is not served; rename one of them.`,
  ]);
  expect(listing('scripted-model').versions).toMatchObject([{ state: { name: 'ready' } }]);
});

test('a folder whose name can be no model is named', () => {
  expect(listing('a bad name!').problems).toEqual([expect.stringContaining('The name "a bad name!" is refused')]);
});

const isRoot = process.getuid?.() === 0;
(isRoot ? test.skip : test)(
  'a file that may not be read is named (skipped for root, who may read every file)',
  async () => {
    chmodSync(putModel(store, 'unreadable', '1', 1), 0);
    await server.catalog.rescan();
    expect(await statusOf('unreadable')).toMatch(/EACCES|permission/i);
  },
);
