// Removes from installed packages what a server never reads: binaries for other platforms, type declarations, source
// maps and prose. Licences and notices stay.
//
//   node scripts/trim-modules.mjs node_modules
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

const UNREAD = /\.(map|md|markdown|tsbuildinfo|flow)$|\.[cm]?ts$/i;
const LEGAL = /licen[cs]e|notice|copying/i;

const [modules] = process.argv.slice(2);
if (modules === undefined) throw new Error('usage: node scripts/trim-modules.mjs <folder of packages>');

/** onnxruntime-node carries its library for every platform: bin/napi-v<n>/<platform>/<arch>. */
function removeOtherPlatforms() {
  const binaries = join(modules, 'onnxruntime-node/bin');
  if (!existsSync(binaries)) return;
  for (const api of readdirSync(binaries)) {
    keepOnly(join(binaries, api), process.platform);
    keepOnly(join(binaries, api, process.platform), process.arch);
  }
  const library = readdirSync(binaries).map((api) => join(binaries, api, process.platform, process.arch));
  if (!library.some(existsSync)) {
    throw new Error(`onnxruntime-node has no library for ${process.platform}/${process.arch}.`);
  }
}

function keepOnly(folder, name) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder)) {
    if (entry !== name) rmSync(join(folder, entry), { recursive: true });
  }
}

function removeUnreadFiles() {
  for (const entry of readdirSync(modules, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const isUnread = UNREAD.test(entry.name) || path.includes(`${sep}@types${sep}`);
    if (entry.isFile() && isUnread && !LEGAL.test(basename(path))) rmSync(path);
  }
}

/** Of swagger-ui-dist the server gives out two files; what it depends on only counts installations. */
function removeOtherPages() {
  const pages = join(modules, 'swagger-ui-dist');
  if (!existsSync(pages)) return;
  const served = ['package.json', 'swagger-ui-bundle.js', 'swagger-ui.css'];
  for (const entry of readdirSync(pages)) {
    if (!served.includes(entry) && !LEGAL.test(entry)) rmSync(join(pages, entry), { recursive: true });
  }
  rmSync(join(modules, '@scarf/scarf'), { recursive: true, force: true });
}

removeOtherPlatforms();
removeOtherPages();
removeUnreadFiles();
