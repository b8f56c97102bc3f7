import { BenchServer } from '../support/servers';

/** A process that reports what a server would, and stays. */
function reporting(...reports: readonly object[]): BenchServer {
  const script = `for (const report of ${JSON.stringify(reports)}) process.send(report); process.on('disconnect', () => process.exit());`;
  return new BenchServer(['-e', script]);
}

describe('BenchServer', () => {
  it('counts what was logged before anybody waited for it', async () => {
    await using server = reporting(
      { log: 'ready' },
      { listeningOn: 7, httpPort: 8 },
      { log: 'other' },
      { log: 'ready' },
    );
    await server.waitUntilListening();
    expect([server.port, server.httpPort]).toEqual([7, 8]);
    await expect(server.waitFor('ready', 2)).resolves.toBeUndefined();
  });

  it('counts a message for one wait alone', async () => {
    await using server = reporting({ listeningOn: 7 }, { log: 'spins' }, { log: 'spins' }, { log: 'spins' });
    await server.waitFor('spins', 2);
    await expect(server.waitFor('spins', 1)).resolves.toBeUndefined();
  });
});
