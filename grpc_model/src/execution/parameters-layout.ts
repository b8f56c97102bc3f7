import type { ParameterValue } from '../contract';
import { NO_PARAMETERS, toCallParameters, type CallParameters } from '../core/call-parameters';
import type { RequestOptions } from '../core/request';

/** What a caller wants and gave beside the inputs, as it travels to a worker. */
export type OptionsLayout = Omit<RequestOptions, 'parameters'> & {
  /** Absent: none. */
  readonly parameters?: ParametersLayout;
};

/** With each value as a text, which any number survives, and what kind of value that is. */
export type ParametersLayout = readonly ParameterLayout[];
export type ParameterLayout = readonly [name: string, kind: ParameterKind, value: string];

export const PARAMETER_KINDS = ['string', 'number', 'boolean', 'bigint'] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

export function optionsLayoutOf({ detectDrift, explain, parameters }: RequestOptions): OptionsLayout {
  if (parameters === undefined) return { detectDrift, explain };
  return { detectDrift, explain, parameters: Object.entries(parameters).map(layoutOf) };
}

export function readParameters(layout: ParametersLayout | undefined): CallParameters {
  if (layout === undefined) return NO_PARAMETERS;
  return toCallParameters(layout.map((parameter) => [parameter[0], readValue(parameter)]));
}

function layoutOf([name, value]: readonly [string, ParameterValue]): ParameterLayout {
  if (typeof value === 'string') return [name, 'string', value];
  if (typeof value === 'number') return [name, 'number', Object.is(value, -0) ? '-0' : String(value)];
  return typeof value === 'boolean' ? [name, 'boolean', String(value)] : [name, 'bigint', String(value)];
}

function readValue([, kind, value]: ParameterLayout): ParameterValue {
  switch (kind) {
    case 'string':
      return value;
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'bigint':
      return BigInt(value);
  }
}
