import type { Setting } from './setting';
import { EXECUTION_SETTINGS } from './settings/execution';
import { LIMIT_SETTINGS } from './settings/limits';
import { LISTENER_SETTINGS } from './settings/listeners';
import { MODEL_SETTINGS } from './settings/models';
import { PROTOCOL_SETTINGS } from './settings/protocols';
import { SECURITY_SETTINGS } from './settings/security';
import { TELEMETRY_SETTINGS } from './settings/telemetry';

/** The settings by topic, as people are shown them. */
export const TOPICS = [
  { title: 'Listeners', settings: LISTENER_SETTINGS },
  { title: 'Security', settings: SECURITY_SETTINGS },
  { title: 'Protocols', settings: PROTOCOL_SETTINGS },
  { title: 'Limits', settings: LIMIT_SETTINGS },
  { title: 'Execution', settings: EXECUTION_SETTINGS },
  { title: 'Models', settings: MODEL_SETTINGS },
  { title: 'Telemetry', settings: TELEMETRY_SETTINGS },
] as const;

/** Every setting of the server. */
export const SETTINGS = {
  ...LISTENER_SETTINGS,
  ...SECURITY_SETTINGS,
  ...PROTOCOL_SETTINGS,
  ...LIMIT_SETTINGS,
  ...EXECUTION_SETTINGS,
  ...MODEL_SETTINGS,
  ...TELEMETRY_SETTINGS,
} as const;

export type Settings = Readonly<{
  [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
}>;
