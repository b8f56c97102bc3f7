import { SETTINGS } from '../../grpc_model/src/config/settings';

/** Why a setting cannot be used, or cannot have a value, or undefined where it can. */
export function whyNoSetting(variable: string, value?: string): string | undefined {
  const setting = Object.values(SETTINGS).find((each) => each.variable === variable);
  if (setting === undefined) return `this server has no setting ${variable}.`;
  if (value === undefined || setting.parse(value) !== undefined) return undefined;
  return `${variable} takes ${setting.expected}; this server has no ${value}.`;
}
