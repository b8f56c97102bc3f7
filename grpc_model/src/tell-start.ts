import type { Settings } from './config/settings';
import type { ListenerAddress } from './listeners';
import type { RunningServer } from './server';
import { announce } from './startup/announce';
import { protectionOf } from './startup/protection';
import type { ShownListener } from './startup/screen';
import { untilSettled } from './startup/until-settled';
import type { ProcessLogger } from './telemetry/logger';

/** How long models may take to load before it is told what there is. */
const SETTLE_MS = 10_000;

/** Tells what the server has and does, once the models that load at the start have settled; nothing when it stops before. */
export async function tellStart(
  { serving, scanned, stopped, addresses }: RunningServer,
  settings: Settings,
  logger: ProcessLogger,
): Promise<void> {
  const { catalog } = serving;
  const hasStopped = stopped.then(() => true);
  const isOver = await Promise.race([untilSettled(catalog, scanned, SETTLE_MS).then(() => false), hasStopped]);
  if (isOver) return;
  const listeners = addresses.map((address) => shown(address, settings));
  const facts = { models: catalog.list(), listeners, protection: protectionOf(settings) };
  const { logLevel } = settings;
  announce(facts, {
    isText: logger.isText,
    isWanted: logLevel === 'debug' || logLevel === 'info',
    logger,
    print: logger.print,
  });
}

function shown({ name, host, port, tls, protocols }: ListenerAddress, { tlsClientCaFile }: Settings): ShownListener {
  const kind = tls ? (tlsClientCaFile === '' ? 'server' : 'mutual') : 'none';
  return { name, address: `${host}:${port}`, tls: kind, protocols };
}
