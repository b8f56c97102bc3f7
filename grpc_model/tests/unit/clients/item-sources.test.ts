import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listItems, readItem } from '../../../src/clients/cli/item-sources';
import { UsageError } from '../../../src/clients/cli/usage-error';

describe('item sources', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'items-'));
    for (const each of ['images', 'masks', 'empty']) mkdirSync(join(folder, each));
    for (const name of ['10.png', '9.png', '.hidden']) writeFileSync(join(folder, 'images', name), `image ${name}`);
    for (const name of ['9.jpg', '10.jpg']) writeFileSync(join(folder, 'masks', name), `mask ${name}`);
    writeFileSync(join(folder, 'prompt.txt'), 'the prompt');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const list = (inputs: Record<string, string>) =>
    listItems(new Map(Object.entries(inputs).map(([name, path]) => [name, join(folder, path)])));
  const contents = (inputs: Record<string, string>) =>
    list(inputs).map((item) =>
      Object.fromEntries(Object.entries(readItem(item)).map(([name, bytes]) => [name, String(bytes)])),
    );

  it('makes one item of files', () => {
    expect(contents({ prompt: 'prompt.txt', image: 'images/9.png' })).toEqual([
      { prompt: 'the prompt', image: 'image 9.png' },
    ]);
  });

  it('makes an item of every visible file of a folder, in natural order, and repeats files beside it', () => {
    expect(contents({ image: 'images', prompt: 'prompt.txt' })).toEqual([
      { image: 'image 9.png', prompt: 'the prompt' },
      { image: 'image 10.png', prompt: 'the prompt' },
    ]);
  });

  it('matches folders by file names', () => {
    expect(contents({ image: 'images', mask: 'masks' })).toEqual([
      { image: 'image 9.png', mask: 'mask 9.jpg' },
      { image: 'image 10.png', mask: 'mask 10.jpg' },
    ]);
  });

  it('refuses folders that do not match, empty folders and paths that do not exist', () => {
    writeFileSync(join(folder, 'images', '11.png'), 'unmatched');
    expect(() => list({ image: 'images', mask: 'masks' })).toThrow(UsageError);
    expect(() => list({ image: 'empty' })).toThrow('has no files');
    expect(() => list({ image: 'nowhere' })).toThrow('no such file');
  });
});
