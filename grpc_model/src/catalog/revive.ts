import type { Catalog } from './catalog';

/** How long a model that has served stays failed before it is loaded again: rarely enough not to fill a night's log. */
export const REVIVE_AFTER_MS = 30_000;

/**
 * Loads a version again that has served and then lost every worker, until it serves: at night nobody asks for its status.
 * One that never served stays failed until somebody asks, or its files change.
 */
export function reviveFailed(catalog: Pick<Catalog, 'onStateChange' | 'hasVersion' | 'lookUp'>): void {
  const served = new Set<string>();
  const waiting = new Set<string>();
  const waitFor = (name: string, version: string, key: string) => {
    if (waiting.has(key)) return;
    waiting.add(key);
    setTimeout(() => {
      waiting.delete(key);
      if (!catalog.hasVersion(name, version)) {
        served.delete(key);
        return;
      }
      const model = catalog.lookUp({ name, version });
      // Somebody else may have tried a moment ago, and its back-off not be over.
      void model.ensureLoaded().then((state) => {
        if (state.name === 'failed') waitFor(name, version, key);
      });
    }, REVIVE_AFTER_MS).unref();
  };
  catalog.onStateChange((name, { text, number }, state) => {
    const key = `${name}/${number}`;
    if (state.name === 'ready') served.add(key);
    else if (state.name === 'unloaded') served.delete(key);
    else if (state.name === 'failed' && served.has(key)) waitFor(name, text, key);
  });
}
