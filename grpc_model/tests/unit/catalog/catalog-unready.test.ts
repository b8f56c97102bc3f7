import { FakeSource, model, setUpCatalog, version } from '../../support/catalog-fixture';

const broken = (text: string) => version(text, { reason: 'no weights' });

async function unreadyOf(...models: Parameters<typeof model>[]) {
  const fixture = setUpCatalog([new FakeSource(...models.map((each) => model(...each)))]);
  await fixture.catalog.start();
  return fixture;
}

describe('what should serve and does not', () => {
  it('is nothing when all that is wanted serves', async () => {
    const { catalog, succeed } = await unreadyOf(['a', [version('1'), version('2')]]);
    await succeed('2');
    expect(catalog.unready()).toEqual([]);
  });

  it('is a version that loads, and one that cannot', async () => {
    const { catalog } = await unreadyOf(['b', [version('1')]], ['a', [broken('2')]]);
    expect(catalog.unready()).toMatchObject([
      { name: 'a', versions: [{ version: { text: '2' }, state: { name: 'failed', reason: 'no weights' } }] },
      { name: 'b', versions: [{ state: { name: 'loading' } }] },
    ]);
  });

  it('is no version that nobody has called yet, where the first call loads it; but one that failed', async () => {
    const lazy = { loads: 'at-first-use' as const };
    const { catalog } = await unreadyOf(['a', [version('1')], lazy], ['b', [broken('1')], lazy]);
    expect(catalog.unready().map(({ name }) => name)).toEqual(['b']);
  });

  it('is no version that management has unloaded', async () => {
    const { catalog, succeed } = await unreadyOf(['a', [version('1')]]);
    await succeed('1');
    await catalog.unload('a');
    expect(catalog.unready()).toEqual([]);
  });

  it('is not known before every place of models was looked at', async () => {
    const { catalog } = setUpCatalog([new FakeSource(model('a', []))]);
    const started = catalog.start();
    expect(catalog.isScanned).toBe(false);
    await started;
    expect(catalog.isScanned).toBe(true);
  });
});
