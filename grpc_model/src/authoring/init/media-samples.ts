/** The smallest files of types that begin with a signature or cannot be text: a white pixel, a silent or an empty file. */
const SMALLEST_FILES: Readonly<Record<string, string>> = {
  'application/gzip': 'H4sIAAAAAAAAAwMAAAAAAAAAAAA=',
  'application/pdf':
    'JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqIDIgMCBvYmo8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iaiAzIDAgb2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAgUi9NZWRpYUJveFswIDAgOSA5XT4+ZW5kb2JqCnRyYWlsZXI8PC9Sb290IDEgMCBSPj4KJSVFT0YK',
  'application/zip': 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==',
  'audio/wav': 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==',
  'image/bmp': 'Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAA////AA==',
  'image/gif': 'R0lGODlhAQABAIAAAExpcf///yH5BAUAAAAALAAAAAABAAEAAAICTAEAOw==',
  'image/jpeg':
    '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AQH//2Q==',
  'image/png':
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAACklEQVQI12P4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'image/tiff':
    'SUkqAAoAAAD/AA8AAAEDAAEAAAABAAAAAQEDAAEAAAABAAAAAgEDAAEAAAAIAAAAAwEDAAEAAAABAAAABgEDAAEAAAABAAAAEQEEAAEAAAAIAAAAEgEDAAEAAAABAAAAFQEDAAEAAAABAAAAFgEDAAEAAAAAAQAAFwEEAAEAAAABAAAAGgEFAAEAAADEAAAAGwEFAAEAAADMAAAAHAEDAAEAAAABAAAAKAEDAAEAAAACAAAAUwEDAAEAAAABAAAAAAAAADMzywAAAAgAMzPLAAAACAA=',
  'image/webp': 'UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/vz0AAA=',
};

const SMALL_TEXTS: readonly (readonly [type: RegExp, text: string])[] = [
  [/[/+]json$/, '{"example":1}\n'],
  [/^application\/x-ndjson$/, '{"example":1}\n{"example":2}\n'],
  [/^image\/svg\+xml$/, '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'],
  [/[/+]xml$/, '<example/>\n'],
  [/yaml$/, 'example: 1\n'],
  [/csv$/, 'name,value\nexample,1\n'],
  [/^text\/html$/, '<!doctype html><title>Example</title>\n'],
];

/**
 * The smallest file of a type that is no text, as base64.
 *
 * @returns undefined for text, and for what nobody here knows
 */
export function smallestFile(mediaType: string): string | undefined {
  const type = essenceOf(mediaType);
  return Object.hasOwn(SMALLEST_FILES, type) ? SMALLEST_FILES[type] : undefined;
}

/** A small file that is of this type as far as anybody can tell; a text where the type does not say what it is. */
export function sampleOf(mediaType: string | undefined): Buffer {
  if (mediaType === undefined) return Buffer.from('An example.\n');
  const file = smallestFile(mediaType);
  if (file !== undefined) return Buffer.from(file, 'base64');
  const type = essenceOf(mediaType);
  return Buffer.from(SMALL_TEXTS.find(([pattern]) => pattern.test(type))?.[1] ?? 'An example.\n');
}

/** A media type without its parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  return mediaType.split(';', 1).join('').trim().toLowerCase();
}
