import type { Settings } from '../config/settings';

/** Who may do what, in words. */
export interface Protection {
  readonly calls: string;
  readonly control: string;
  readonly shutdown: string;
  readonly metrics: string;
}

/** Tells the security policy as it is configured. */
export function protectionOf(settings: Settings): Protection {
  const hasTokens = settings.authTokens !== '' || settings.authTokensFile !== '';
  const control = hasTokens
    ? 'this machine, or a token with the role admin'
    : 'this machine alone: there are no tokens';
  return {
    calls: hasTokens ? 'a token with the role predict, or train' : `${strangersOf(settings)}: there are no tokens`,
    control,
    shutdown: settings.modzyShutdown === 'open' ? 'open to everybody, as the container contract has it' : control,
    metrics: metricsOf(settings, hasTokens),
  };
}

function strangersOf({ tlsClientCaFile, tlsListeners }: Settings): string {
  const isMutual = tlsClientCaFile !== '' && tlsListeners.includes('grpc') && tlsListeners.includes('http');
  return isMutual ? 'open to everybody who has a client certificate' : 'open to everybody';
}

function metricsOf({ metricsPort, managementPort }: Settings, hasTokens: boolean): string {
  const onControl = hasTokens ? 'this machine, or a token with the role metrics or admin' : 'this machine alone';
  const onOwn = hasTokens ? 'a token with the role metrics or admin' : 'open to everybody';
  const places = [
    ...(managementPort === 'off' ? [] : [`on the control port ${onControl}`]),
    ...(metricsPort === 'off' ? [] : [`on METRICS_PORT ${onOwn}`]),
  ];
  return places.length === 0 ? 'nowhere' : places.join('; ');
}
