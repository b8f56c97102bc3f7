import type { Tensor } from './tensor';

/**
 * One item's named outputs, as `model.yaml` declares them: bytes, text that is sent as UTF-8, or a tensor.
 * Make the usual one with {@link results}.
 */
export type ModelOutput = Readonly<Record<string, Uint8Array | string | Tensor>>;

/** Anything that `JSON.stringify` writes without loss. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** What a model found out about one item. */
export interface Results {
  /** The result, in the structure that `features.resultsFormat` names. */
  readonly result: JsonValue;
  /** Why, in the structure that `features.explanationFormat` names; only when it was asked for. */
  readonly explanation?: JsonValue | undefined;
  /** How far the item is from the training data (`features.driftFormat`); only when it was asked for. */
  readonly drift?: JsonValue | undefined;
}

/**
 * The output `results.json` in the envelope that the platform reads:
 * `{"data":{"result":…,"explanation":…,"drift":…}}`, with `null` for what is absent.
 *
 * @param file the output's name, where `model.yaml` declares another one than `results.json`
 * @throws TypeError when a number is not finite, which JSON cannot carry
 */
export function results(found: Results, file = 'results.json'): ModelOutput {
  const { result, explanation = null, drift = null } = found;
  return { [file]: json({ data: { result, explanation, drift } }) };
}

/**
 * A value as compact JSON text.
 *
 * @throws TypeError when a number is not finite, which JSON cannot carry
 */
export function json(value: JsonValue): string {
  return JSON.stringify(value, (key, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) {
      throw new TypeError(`JSON cannot carry the number ${each} at "${key}"; give null or a string instead.`);
    }
    return each;
  });
}
