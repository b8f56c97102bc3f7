import { hostsOverlap } from './hosts';
import { SETTINGS, type Settings } from './settings-table';

type SettingName = keyof Settings;

export interface Collision {
  /** The setting of the later listener, which would find the port taken. */
  readonly setting: SettingName;
  /** The variable of the other listener's port. */
  readonly other: string;
  readonly port: number;
  /** The other settings that have a part in it. */
  readonly involved: readonly SettingName[];
}

interface FixedPort {
  readonly setting: SettingName;
  readonly hostSetting: SettingName;
  readonly host: string;
  readonly port: number;
}

/** Listeners that cannot both have their port. One that is off, or takes a free port, is in nobody's way. */
export function collidingPorts(settings: Settings): Collision[] {
  const ports = fixedPorts(settings);
  return ports.flatMap((later, index) =>
    ports
      .slice(0, index)
      .filter(({ port, host }) => port === later.port && hostsOverlap(host, later.host))
      .map((earlier) => ({
        setting: later.setting,
        other: SETTINGS[earlier.setting].variable,
        port: later.port,
        involved: [earlier.setting, later.hostSetting, earlier.hostSetting],
      })),
  );
}

function fixedPorts(settings: Settings): FixedPort[] {
  const all = [
    ['port', 'host', settings.port, settings.host],
    ['httpPort', 'httpHost', settings.httpPort, settings.httpHost],
    ['managementPort', 'managementHost', settings.managementPort, settings.managementHost],
    ['metricsPort', 'metricsHost', settings.metricsPort, settings.metricsHost],
    further('listenModzy', 'host', settings),
    further('listenOpenInferenceGrpc', 'host', settings),
    further('listenOpenInferenceRest', 'httpHost', settings),
  ] as const;
  return all.flatMap(([setting, hostSetting, port, host]) =>
    port === 'off' || port === 0 ? [] : [{ setting, hostSetting, port, host }],
  );
}

type FurtherName = 'listenModzy' | 'listenOpenInferenceGrpc' | 'listenOpenInferenceRest';

/** A listener of one protocol alone is where the others of its kind are, unless it says so. */
function further(setting: FurtherName, hostSetting: 'host' | 'httpHost', settings: Settings) {
  const address = settings[setting];
  const { port = 'off', host = settings[hostSetting] } = address === 'off' ? {} : address;
  return [setting, hostSetting, port, host] as const;
}
