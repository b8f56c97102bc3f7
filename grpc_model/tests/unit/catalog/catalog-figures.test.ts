import { answer, FakeSource, model, setUpCatalog, version } from '../../support/catalog-fixture';
import { until } from '../../support/until';

async function setUp() {
  const source = new FakeSource(
    model('m', [version('1')], {}),
    model('unused', [version('7')], { loads: 'at-first-use' }),
  );
  const set = setUpCatalog([source]);
  const scanned = set.catalog.start();
  await set.succeed('1');
  await scanned;
  return { ...set, source };
}

const figuresOf = ({ catalog }: ReturnType<typeof setUpCatalog>, name = 'm') =>
  catalog.figures().filter((each) => each.model === name);

test('there are figures of every version, those of one that is not loaded being nothing', async () => {
  const set = await setUp();
  const queue = { calls: 0, bytes: 0 };
  expect(figuresOf(set)).toEqual([
    { model: 'm', version: '1', state: 'ready', queue, workers: { loading: 0, idle: 1, busy: 0 } },
  ]);
  expect(figuresOf(set, 'unused')).toEqual([
    { model: 'unused', version: '7', state: 'unloaded', queue, workers: { loading: 0, idle: 0, busy: 0 } },
  ]);
});

test('during an exchange, figures are those of both instances, also while the old one finishes its last call', async () => {
  const set = await setUp();
  const release = set.executors[0]!.hold();
  const call = answer(set.catalog, 'm');
  const reload = set.catalog.reload('m');
  await until(() => set.executors.length === 2 && set.executors[1]!.starts.length === 1);
  expect(figuresOf(set)[0]!.workers.idle).toBe(2);
  set.executors[1]!.starts[0]!.succeed();
  await reload;
  expect(figuresOf(set)[0]!.workers.idle).toBe(2);
  release();
  await call;
  await until(() => figuresOf(set)[0]!.workers.idle === 1);
});

test('a version is known as long as its place has it, loaded or not', async () => {
  const set = await setUp();
  expect(set.catalog.hasVersion('m', '1')).toBe(true);
  expect(set.catalog.hasVersion('unused', '7')).toBe(true);
  for (const [name, text] of [
    ['m', '2'],
    ['nobody', '1'],
    ['', ''],
  ] as const)
    expect(set.catalog.hasVersion(name, text)).toBe(false);
  set.source.models = [];
  await set.catalog.rescan();
  expect(set.catalog.hasVersion('m', '1')).toBe(false);
});

test("a version is put together under the catalog's name, which need not be its file's", async () => {
  const composed: string[] = [];
  const source = new FakeSource(model('name-in-the-catalog', [version('1')]));
  const { catalog } = setUpCatalog([source], {
    compose: (_, name, text) => {
      composed.push(`${name} ${text}`);
      throw new Error('not needed');
    },
  });
  await catalog.start();
  await until(() => composed.length > 0);
  expect(composed).toEqual(['name-in-the-catalog 1']);
});
