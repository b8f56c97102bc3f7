import type { MetricsFormat } from './exposition';

/** The media types, as an `accept` header names them. */
const FORMATS: Readonly<Record<string, MetricsFormat>> = {
  'application/openmetrics-text': 'openmetrics',
  'text/plain': 'text',
  'text/*': 'text',
  '*/*': 'text',
};

/** The form that a scraper wants most; text for one that knows neither, as Prometheus' own servers do. */
export function chooseFormat(accept: string | undefined): MetricsFormat {
  let best: MetricsFormat = 'text';
  let bestQuality = 0;
  for (const range of accept?.split(',') ?? []) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const format = FORMATS[type];
    const quality = qualityOf(parameters);
    if (format === undefined || quality <= bestQuality) continue;
    best = format;
    bestQuality = quality;
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = given === undefined ? 1 : Number(given.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 0;
}
