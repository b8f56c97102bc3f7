import { ProblemsError, type Problem } from '../../core/problems';

/** Where traces are sent, and with which headers. */
export interface ExportTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the settings of the exporter as the OpenTelemetry specification has them: `/v1/traces` is appended to the endpoint,
 * and headers are `key=value` with commas between them, their values percent-encoded.
 *
 * @throws ProblemsError with what is wrong; what may be secret is not repeated in it
 */
export function exportTarget(endpoint: string, headerList: string): ExportTarget {
  const problems: Problem[] = [];
  const file = 'environment';
  const url = tracesUrl(endpoint);
  if (url === undefined) {
    const expected =
      'an address with http:// or https:// and without a password, for example http://localhost:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS';
    const found = /[@?]/.test(endpoint) ? 'something else' : JSON.stringify(endpoint);
    problems.push({ file, key: 'OTEL_EXPORTER_OTLP_ENDPOINT', found, expected });
  }
  const headers = readHeaders(headerList);
  if (headers === undefined) {
    const expected = 'key=value with commas between them, each value percent-encoded';
    problems.push({ file, key: 'OTEL_EXPORTER_OTLP_HEADERS', found: 'something else', expected });
  }
  if (url === undefined || headers === undefined) throw new ProblemsError(problems);
  return { url, headers };
}

function tracesUrl(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // The address stands in log lines.
  if (url.username !== '' || url.password !== '') return undefined;
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

/** The characters of a header's name, and of its value. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\t\x20-\x7e]*$/;

function readHeaders(list: string): Record<string, string> | undefined {
  const headers: [string, string][] = [];
  for (const pair of list.split(',')) {
    if (pair.trim() === '') continue;
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const value = decoded(pair.slice(equals + 1).trim());
    if (value === undefined || !NAME.test(name) || !VALUE.test(value)) return undefined;
    headers.push([name, value]);
  }
  return Object.fromEntries(headers);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
