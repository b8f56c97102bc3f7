import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';

/**
 * Has stacks of this process name places in the source and not in what was compiled from it.
 *
 * Node's own `--enable-source-maps` reads the map of every module when it is loaded, those of packages, too: 25 ms of a start
 * and 4 MB of each process. Here a map is read when a stack goes through its module.
 */
export function nameSourcesInStacks(): void {
  const maps = new Map<string, SourceMap | undefined>();
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => `\n    at ${frameOf(site, maps)}`);
    return Error.prototype.toString.call(error) + frames.join('');
  };
}

function frameOf(site: NodeJS.CallSite, maps: Map<string, SourceMap | undefined>): string {
  // V8 describes a frame so; its type does not tell.
  // eslint-disable-next-line @typescript-eslint/no-base-to-string
  const frame = site.toString();
  const file = site.getFileName();
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  if (typeof file !== 'string' || line === null || column === null) return frame;
  if (!maps.has(file)) maps.set(file, readMapOf(file));
  const place = maps.get(file)?.findEntry(line - 1, column - 1);
  if (place === undefined || !('originalSource' in place)) return frame;
  const source = resolve(dirname(file), place.originalSource);
  return frame.replace(`${file}:${line}:${column}`, `${source}:${place.originalLine + 1}:${place.originalColumn + 1}`);
}

/** @returns undefined for what is nobody's here: packages, Node's own modules, a file without a map */
function readMapOf(file: string): SourceMap | undefined {
  if (!file.endsWith('.js') || file.includes('/node_modules/')) return undefined;
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
