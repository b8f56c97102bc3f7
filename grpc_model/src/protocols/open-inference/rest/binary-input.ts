import type { IncomingHttpHeaders } from 'node:http';
import { ServingError } from '../../../core/errors';
import type { ParameterValue } from '../infer-message';

/**
 * How many bytes of the body are JSON; 0: none, the body is the one input's data.
 *
 * @returns undefined when all of them are
 * @throws ServingError `invalid-argument` when the header is no number, or the body is shorter
 */
export function jsonLengthOf(headers: IncomingHttpHeaders, body: Buffer): number | undefined {
  const given = headers['inference-header-content-length'];
  if (given === undefined) return undefined;
  const text = String(given).trim();
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ServingError(
      'invalid-argument',
      `Unable to parse Inference-Header-Content-Length, got: ${text.slice(0, 64)}`,
    );
  }
  const length = Number(text);
  if (length >= 0 && length <= body.byteLength) return length;
  throw new ServingError(
    'invalid-argument',
    `inference header size should be in range (0, ${body.byteLength}), got: ${text.slice(0, 64)}`,
  );
}

const NOTHING = new Uint8Array();

/** What follows the JSON: the data of inputs, one after the other. */
export class BinaryData {
  #at = 0;

  /** @param bytes undefined when no header says where they begin */
  constructor(
    private readonly bytes: Buffer | undefined,
    private readonly model: string,
  ) {}

  /**
   * The data of the next input, in the memory of the body. Nothing at all needs no header that says where it begins.
   *
   * @throws ServingError `invalid-argument` when there are fewer bytes
   */
  take(input: string, size: ParameterValue): Uint8Array {
    if (typeof size !== 'bigint' || size < 0n) {
      throw new ServingError(
        'invalid-argument',
        `Unable to parse 'binary_data_size': expected a whole number from 0 for input '${input}', got: ${size}`,
      );
    }
    if (size === 0n) return NOTHING;
    if (this.bytes === undefined) {
      throw new ServingError(
        'invalid-argument',
        "must specify valid 'Infer-Header-Content-Length' in request header and 'binary_data_size' when passing inputs in binary data format",
      );
    }
    const missing = BigInt(this.#at) + size - BigInt(this.bytes.byteLength);
    if (missing > 0n) {
      throw new ServingError(
        'invalid-argument',
        `unexpected size for input '${input}', expecting ${missing} additional bytes for model '${this.model}'`,
      );
    }
    const from = this.#at;
    this.#at += Number(size);
    return this.bytes.subarray(from, this.#at);
  }

  /** @throws ServingError `invalid-argument` when bytes are left over */
  finish(): void {
    if (this.bytes === undefined || this.#at === this.bytes.byteLength) return;
    throw new ServingError('invalid-argument', `unexpected additional input data for model '${this.model}'`);
  }
}
