import { recordOf } from '../../support/requests';
import { servingOf } from '../../support/serving-fixture';
import { testMetadata } from '../../support/test-bundle';

const caller = (deadlineMs = Infinity) => ({ record: recordOf(), deadlineMs, onClosed: () => undefined });
const metadata = testMetadata();

describe('what a model takes and gives', () => {
  it('is told before a call, after a load where the first call loads it', async () => {
    const { serving } = await servingOf({ metadata, candidate: { loads: 'at-first-use' } });
    expect(serving.model({ name: 'm' }, caller()).state.name).toBe('unloaded');
    expect(await serving.metadata({ name: 'm' }, caller())).toEqual(metadata);
    expect(serving.model({ name: 'm' }, caller()).state.name).toBe('ready');
    expect(serving.pending).toEqual({ calls: 0, bytes: 0 });
  });

  it('is not told of a model that would not answer either', async () => {
    const { serving } = await servingOf({ metadata, candidate: { loads: 'at-first-use' }, failsToLoad: 'no weights' });
    const asker = caller();
    await expect(serving.metadata({ name: 'm' }, asker)).rejects.toMatchObject({ code: 'failed-precondition' });
    expect(asker.record.outcome).toBe('failed-precondition');
    expect(serving.pending).toEqual({ calls: 0, bytes: 0 });
  });

  it('is told to as many as may wait', async () => {
    const { serving } = await servingOf({ metadata, candidate: { loads: 'at-first-use' } }, { maxPendingCalls: 0 });
    await expect(serving.metadata({ name: 'm' }, caller())).rejects.toMatchObject({ code: 'resource-exhausted' });
  });

  it('is not waited for beyond the deadline', async () => {
    const { serving } = await servingOf({ metadata, candidate: { loads: 'at-first-use' } });
    await expect(serving.metadata({ name: 'm' }, caller(0))).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});
