import type { Catalog } from '../catalog/catalog';

/**
 * Resolves once every place of models was looked at and no version loads, and after the given time in any case.
 *
 * @param scanned as the catalog's start has it
 * @returns whether all has settled
 */
export async function untilSettled(
  catalog: Pick<Catalog, 'list' | 'onStateChange'>,
  scanned: Promise<void>,
  withinMs: number,
): Promise<boolean> {
  const loading = new Set<string>();
  const { promise: settled, resolve: settle } = withResolvers();
  let isScanned = false;
  const look = () => {
    if (isScanned && loading.size === 0) settle(true);
  };
  // A thousand models change their states here: each change costs no look at the others.
  catalog.onStateChange((name, { text }, state) => {
    if (state.name === 'loading') loading.add(`${name}/${text}`);
    else if (loading.delete(`${name}/${text}`)) look();
  });
  for (const { name, versions } of catalog.list())
    for (const { version, state } of versions) if (state.name === 'loading') loading.add(`${name}/${version.text}`);
  const timer = setTimeout(() => settle(false), withinMs);
  const endScan = () => {
    isScanned = true;
    look();
  };
  void scanned.then(endScan, endScan);
  return settled.finally(() => clearTimeout(timer));
}

function withResolvers() {
  let resolve!: (value: boolean) => void;
  const promise = new Promise<boolean>((done) => (resolve = done));
  return { promise, resolve };
}
