import type { Measurement } from '../benchmark';
import { compared, pick, type Sides } from './comparison';
import { Generator } from './generator';
import {
  compareServers,
  MANY_IN_FLIGHT,
  ONE_IN_FLIGHT,
  warmUp,
  type Figures,
  type LoadedServer,
} from './loaded-server';
import { whyNoProcessFacts } from './process-facts';

/** How much two servers are loaded to compare them. */
export interface Effort {
  /** Of each comparison. */
  readonly rounds: number;
  readonly warmUpCalls: Sides<number>;
  /** One round of one side with 64 calls in flight. */
  readonly busyMs: number;
  /** One round of one side with one call in flight. */
  readonly aloneMs: number;
}

/** To see that it works. */
export const QUICK_EFFORT: Effort = {
  rounds: 3,
  warmUpCalls: { subject: 2000, baseline: 2000 },
  busyMs: 500,
  aloneMs: 300,
};

/** Compares two servers while they are busy, with 64 calls in flight, and then with one call alone. */
export async function compareBusyAndAlone(
  servers: Sides<LoadedServer>,
  { rounds, warmUpCalls, busyMs, aloneMs }: Effort,
): Promise<Readonly<Record<'busy' | 'alone', Sides<Figures[]>>>> {
  await using generator = new Generator();
  for (const side of ['subject', 'baseline'] as const) await warmUp(generator, servers[side], warmUpCalls[side]);
  const busy = await compareServers(generator, servers, { ...MANY_IN_FLIGHT, durationMs: busyMs }, rounds);
  const alone = await compareServers(generator, servers, { ...ONE_IN_FLIGHT, durationMs: aloneMs }, rounds);
  return { busy, alone };
}

/** The lines below a comparison's own: what it cost, and whether the generator was the bound. */
export function costsOf(figures: Sides<Figures[]>): Measurement[] {
  return [
    ...(whyNoProcessFacts() === undefined
      ? [compared('  processor time per call', 'µs', pick('processorUsPerCall', figures))]
      : []),
    compared('  how busy the generator was', '%', pick('generatorPercent', figures)),
  ];
}
