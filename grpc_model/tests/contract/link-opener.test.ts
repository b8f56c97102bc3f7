import { linkOpener, linkOpenerAhead } from '../../src/execution/link-opener';
import type { Link, LinkListener } from '../../src/execution/link';
import { WORKER_MAIN } from '../support/paths';
import { workerProcesses } from '../support/processes';
import { until } from '../support/until';

const OPTIONS = { workerMain: WORKER_MAIN, execution: 'process', sharedMemoryBytes: 0 } as const;

const links: Link[] = [];
afterEach(async () => {
  for (const link of links) link.kill();
  await Promise.all(links.splice(0).map(({ ended }) => ended));
});

function listener(): LinkListener & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    message: ({ type }) => void heard.push(type),
    line: (line) => void heard.push(line),
    broken: (thrown) => void heard.push(String(thrown)),
  };
}

describe('a link opener that is ahead', () => {
  it('gives the first who asks the process that it has started, and the next ones others', async () => {
    const before = new Set(workerProcesses());
    const open = linkOpenerAhead(OPTIONS);
    await until(() => workerProcesses().some((pid) => !before.has(pid)));
    const [ahead] = workerProcesses().filter((pid) => !before.has(pid));
    links.push(open(listener()), open(listener()));
    expect(links[0]!.name).toBe(ahead);
    expect(links[1]!.name).not.toBe(ahead);
  });

  it('hands on what the worker says, to whoever asked for it', async () => {
    const open = linkOpenerAhead(OPTIONS);
    const heir = listener();
    links.push(open(heir));
    links[0]!.send({ type: 'unload', id: 1, model: 1 });
    await until(() => heir.heard.includes('unloaded'));
  });

  it('tells of the end of one that died before anybody asked', async () => {
    const before = new Set(workerProcesses());
    const open = linkOpenerAhead(OPTIONS);
    await until(() => workerProcesses().some((pid) => !before.has(pid)));
    process.kill(
      workerProcesses().find((pid) => !before.has(pid))!,
      'SIGKILL',
    );
    links.push(open(listener()));
    expect(await links[0]!.ended).toBe('was killed by SIGKILL');
  });

  it('starts none where wrappers run inline', () => {
    const before = workerProcesses().length;
    linkOpenerAhead({ ...OPTIONS, execution: 'inline' });
    linkOpener(OPTIONS);
    expect(workerProcesses()).toHaveLength(before);
  });
});
