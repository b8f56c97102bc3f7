import { collidingPorts } from './colliding-ports';
import { isLoopbackHost } from './hosts';
import type { Settings } from './settings-table';

type SettingName = keyof Settings;

/** Two or more settings, each right in itself, that cannot all be meant. */
export interface Contradiction {
  /** The one that is told of first. */
  readonly settings: readonly [SettingName, ...SettingName[]];
  readonly found: string;
  readonly expected: string;
}

/** @param isGiven whether somebody has set it, be it to its default */
type Rule = (settings: Settings, isGiven: (name: SettingName) => boolean) => readonly Contradiction[];

/**
 * Given but empty, as an unset variable of a deployment leaves them, these would open what was meant to be closed. One of a
 * group is enough.
 */
const PROTECTING = [['authTokens', 'authTokensFile'], ['tlsCertFile'], ['tlsKeyFile'], ['tlsClientCaFile']] as const;

/**
 * A setting that merely has no effect is let pass, because images and charts set values ahead; except where somebody would
 * believe to be protected, and is not.
 *
 * Bounds need no rule: a call that is alone is admitted whatever its size, so MAX_MESSAGE_BYTES may be above what all calls
 * hold, and a queue may have more room than all models together.
 */
const RULES: readonly Rule[] = [
  (settings, isGiven) =>
    PROTECTING.filter((group) => group.every((name) => settings[name] === '')).flatMap((group) =>
      group
        .filter((name) => isGiven(name))
        .map((name) => contradiction([name], 'nothing, which protects nothing', 'a value, or the setting left out')),
    ),
  ({ tlsCertFile, tlsKeyFile }) =>
    tlsCertFile !== '' && tlsKeyFile === ''
      ? [contradiction(['tlsCertFile', 'tlsKeyFile'], 'a certificate without its key', 'TLS_KEY_FILE beside it')]
      : [],
  ({ tlsCertFile, tlsKeyFile }) =>
    tlsKeyFile !== '' && tlsCertFile === ''
      ? [contradiction(['tlsKeyFile', 'tlsCertFile'], 'a key without its certificate', 'TLS_CERT_FILE beside it')]
      : [],
  ({ tlsClientCaFile, tlsCertFile }) => {
    if (tlsClientCaFile === '' || tlsCertFile !== '') return [];
    const found = 'authorities for the certificates of clients, and no TLS in which they would show them';
    return [contradiction(['tlsClientCaFile', 'tlsCertFile'], found, 'TLS_CERT_FILE and TLS_KEY_FILE beside it')];
  },
  ({ tlsCertFile, tlsKeyFile }, isGiven) => {
    if (!isGiven('tlsListeners') || tlsCertFile !== '' || tlsKeyFile !== '') return [];
    const found = 'listeners that are to speak TLS, and no certificate';
    const expected = 'TLS_CERT_FILE and TLS_KEY_FILE beside it, or TLS_LISTENERS left out';
    return [contradiction(['tlsListeners', 'tlsCertFile', 'tlsKeyFile'], found, expected)];
  },
  ({ managementHost, managementPort, tlsCertFile, tlsListeners }) => {
    const isPlain = tlsCertFile !== '' && !tlsListeners.includes('management');
    if (!isPlain || managementPort === 'off' || isLoopbackHost(managementHost)) return [];
    const found = `${managementHost}: the control port would be open to other machines without TLS, unlike the others`;
    const expected = 'management in TLS_LISTENERS, or MANAGEMENT_HOST=127.0.0.1';
    return [contradiction(['managementHost', 'tlsListeners', 'tlsCertFile', 'managementPort'], found, expected)];
  },
  ({ authTokens, authTokensFile }) =>
    authTokens !== '' && authTokensFile !== ''
      ? [contradiction(['authTokensFile', 'authTokens'], 'tokens in two places', 'either it or AUTH_TOKENS')]
      : [],
  ({ minWorkers, workers }) => {
    if (workers === 0 || minWorkers <= workers) return [];
    return [contradiction(['minWorkers', 'workers'], String(minWorkers), `at most WORKERS, which is ${workers}`)];
  },
  (settings) =>
    collidingPorts(settings).map(({ setting, other, port, involved }) => {
      const found = `port ${port}, which ${other} has as well`;
      return contradiction([setting, ...involved], found, 'another port, or 0 for a free one');
    }),
];

/** Everything that cannot be meant. */
export function contradictionsOf(
  settings: Settings,
  isGiven: (name: SettingName) => boolean,
): readonly Contradiction[] {
  return RULES.flatMap((rule) => rule(settings, isGiven));
}

function contradiction(settings: Contradiction['settings'], found: string, expected: string): Contradiction {
  return { settings, found, expected };
}
