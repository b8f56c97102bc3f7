import { ServingError } from '../../src/core/errors';
import { ExecutorFixture, type ExecutorFixtureOptions } from '../support/executor-fixture';
import { callOf, requestOf } from '../support/requests';
import { duration } from '../support/test-bundle';

let fixture: ExecutorFixture;
afterEach(() => fixture.stop());

/** One worker that has shown that its work is quick, so that it is sent pieces before it asks. */
async function startQuick(options?: ExecutorFixtureOptions): Promise<void> {
  fixture = await ExecutorFixture.start(options);
  for (let call = 0; call < 20; call++) await fixture.infer('a');
}

const others = () => ['b', 'c', 'd', 'e'].map((command) => fixture.infer(command));

describe('work that a quick worker was sent ahead', () => {
  it.each(['crash', 'exit 3'])('is done by the next worker when the one before it ends in "%s"', async (command) => {
    await startQuick();
    const held = fixture.infer(command);
    const waiting = others();
    await expect(held).rejects.toMatchObject({ code: 'unavailable' });
    expect(await Promise.all(waiting)).toMatchObject([
      [{ command: 'b' }],
      [{ command: 'c' }],
      [{ command: 'd' }],
      [{ command: 'e' }],
    ]);
  });

  it('does not pay for a piece before it that runs into timeout.run', async () => {
    await startQuick({ metadata: { timeouts: { status: duration('20s'), run: duration('300ms') } } });
    const held = fixture.infer('spin');
    const waiting = others();
    await expect(held).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(await Promise.all(waiting)).toHaveLength(4);
  });

  it('never begins when its caller gives up before its turn', async () => {
    await startQuick();
    const held = fixture.infer('spin-for 300');
    // By the next turn it has been sent, so that everything else comes after it.
    await new Promise(setImmediate);
    const caller = new AbortController();
    const given = fixture.executor.infer(requestOf('log I-was-called'), callOf({ signal: caller.signal }));
    const waiting = others();
    setImmediate(() => caller.abort(new ServingError('cancelled', 'hung up')));
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await held).toEqual(['spun']);
    await Promise.all(waiting);
    expect(fixture.log.with('I-was-called')).toEqual([]);
  });

  it('comes back in whole when there is more than a worker takes ahead', async () => {
    await startQuick();
    const commands = Array.from({ length: 100 }, (_, index) => `item-${index}`);
    const answers = await Promise.all(commands.map((command) => fixture.infer(command)));
    expect(answers.flat()).toMatchObject(commands.map((command) => ({ command })));
  });
});
