import { readSettings } from '../../src/config/settings';
import { createGate } from '../../src/security/gate';
import { Tokens } from '../../src/security/tokens';
import { ByteBudget } from '../../src/transport/byte-budget';

/** What a listener asks for beside its services, with the settings' defaults, on a free port of this machine. */
export function listenerDefaults() {
  const settings = readSettings({});
  const receiving = new ByteBudget(settings.maxPendingBytes);
  const gate = createGate(new Tokens(false, []));
  return { ...settings, host: '127.0.0.1', port: 0, receiving, gate, tls: undefined, onCallEnd: () => undefined };
}
