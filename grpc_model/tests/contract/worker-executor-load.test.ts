import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_LOAD_FAILURES } from '../../src/execution/restart-policy';
import { WORKER_MAIN } from '../support/paths';
import { ExecutorFixture, type ExecutorFixtureOptions } from '../support/executor-fixture';
import { callOf, requestOf } from '../support/requests';
import { duration, type TestBundle } from '../support/test-bundle';
import { until } from '../support/until';

let fixture: ExecutorFixture;
const start = async (options?: ExecutorFixtureOptions) => (fixture = await ExecutorFixture.start(options));
afterEach(() => fixture.stop());

/** A file in a bundle's folder, as it is now. */
function put(bundle: TestBundle, name: string, content: string) {
  const path = join(bundle.folder, name);
  writeFileSync(path, content);
  const { size: bytes, mtimeMs } = statSync(path);
  return { path, bytes, mtimeMs };
}

describe('a wrapper that was loaded, but not to serve', () => {
  test('because its warm-up failed, is closed; a close that fails does not hide the reason', async () => {
    const spec = (bundle: TestBundle) => ({ warmUp: [{ command: put(bundle, 'command', 'throw').path }] });
    fixture = new ExecutorFixture({ options: { spec } });
    fixture.bundle.onClose('throw on the way out');
    await expect(fixture.executor.start()).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringMatching(/^It failed its warm-up with .*: the model is confused$/) as string,
    });
    const [line] = fixture.log.with("The model's close failed.");
    expect(line?.fields['stack']).toContain('on the way out');
  });

  test('and hangs in its close, does not hold up the reason', async () => {
    const spec = (bundle: TestBundle) => ({ warmUp: [{ command: put(bundle, 'command', 'throw').path }] });
    fixture = new ExecutorFixture({ options: { spec } });
    fixture.bundle.onClose('hang');
    await expect(fixture.executor.start()).rejects.toThrow('the model is confused');
  });

  test('because its weights were exchanged while it loaded, is closed', async () => {
    const spec = (bundle: TestBundle) => ({ weights: [put(bundle, 'weights.bin', 'weights')] });
    fixture = new ExecutorFixture({ options: { spec }, onLoad: 'exchange weights.bin' });
    fixture.bundle.onClose('throw on the way out');
    await expect(fixture.executor.start()).rejects.toMatchObject({
      message: expect.stringContaining('weights.bin is another file') as string,
    });
    expect(fixture.log.with("The model's close failed.")).toHaveLength(1);
  });
});

describe('a worker that cannot load', () => {
  test('because the wrapper throws, fails the start with its reason', async () => {
    fixture = new ExecutorFixture({ onLoad: 'throw no weights' });
    await expect(fixture.executor.start()).rejects.toMatchObject({
      code: 'failed-precondition',
      message: 'no weights',
    });
  });

  test('because the process exits, fails the start and says how', async () => {
    fixture = new ExecutorFixture({ onLoad: 'exit' });
    await expect(fixture.executor.start()).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('exited with code 7') as string,
    });
  });

  test('within timeout.status is killed, and fails the start', async () => {
    fixture = new ExecutorFixture({
      onLoad: 'hang',
      metadata: { timeouts: { status: duration('700ms'), run: duration('20s') } },
    });
    await expect(fixture.executor.start()).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('it did not load within timeout.status (700ms)') as string,
    });
  });

  test('because there is no such module, fails the start and names it', async () => {
    fixture = new ExecutorFixture({ options: { wrapperPath: '/nowhere/model.js' } });
    await expect(fixture.executor.start()).rejects.toMatchObject({
      message: expect.stringContaining('/nowhere/model.js') as string,
    });
  });

  test('because the module is no wrapper, fails the start and says what was expected', async () => {
    fixture = new ExecutorFixture({ options: { wrapperPath: WORKER_MAIN.replace('worker-main', 'frame') } });
    await expect(fixture.executor.start()).rejects.toMatchObject({
      message: expect.stringContaining('expected a class that extends ModelWrapper') as string,
    });
  });

  test('is tried again with a back-off, then given up; waiting calls are refused, and a later start succeeds', async () => {
    await start();
    fixture.bundle.onLoad('throw the disk is gone');
    process.kill(fixture.runningPids()[0]!, 'SIGKILL');
    await fixture.log.waitFor(/A worker was killed/);
    const waiting = fixture.executor.infer(requestOf('a'), callOf());
    await expect(waiting).rejects.toMatchObject({
      code: 'unavailable',
      message: 'No worker could be started: the disk is gone',
    });
    expect(fixture.failures).toEqual(['the disk is gone']);
    expect(fixture.log.with('A worker could not load the model.')).toHaveLength(MAX_LOAD_FAILURES);

    fixture.bundle.onLoad('');
    await fixture.executor.start();
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
  });

  test('and was given up refuses calls that come after, too', async () => {
    await start();
    fixture.bundle.onLoad('throw the disk is gone');
    process.kill(fixture.runningPids()[0]!, 'SIGKILL');
    await until(() => fixture.failures.length > 0);
    const late = fixture.executor.infer(requestOf('a'), callOf({ signal: AbortSignal.timeout(1000) }));
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('does not stop the others: one worker that serves keeps the model alive', async () => {
    await start({ options: { workers: 2 } });
    fixture.bundle.onLoad('throw the disk is gone');
    process.kill(fixture.runningPids()[0]!, 'SIGKILL');
    await fixture.log.waitFor('A worker could not load the model.', 2);
    expect(await fixture.infer('a')).toMatchObject([{ command: 'a' }]);
    expect(fixture.failures).toEqual([]);
    fixture.bundle.onLoad('');
    await fixture.log.waitFor('A worker is ready.', 3);
    expect(fixture.runningPids()).toHaveLength(2);
  });
});
