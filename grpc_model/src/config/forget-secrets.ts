import type { Setting } from './setting';
import { SETTINGS } from './settings';

/** Takes secret settings out of an environment once they are read: whatever is started later does not inherit them. */
export function forgetSecrets(environment: NodeJS.ProcessEnv): void {
  for (const { variable, isSecret } of Object.values<Setting<unknown>>(SETTINGS)) {
    if (isSecret) Reflect.deleteProperty(environment, variable);
  }
}
